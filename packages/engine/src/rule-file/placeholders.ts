import { isEventPath } from "../path.js";
import { nearEventPath, didYouMean } from "./near-miss.js";
import type { Fault } from "./problem.js";

/** The placeholders of a description that stand for nothing. */
export function placeholderFaults(description: string, figures: readonly string[]): Fault[] {
  const names = new Set([...description.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((match) => match[1] ?? ""));
  const unknown = [...names].filter((name) => !figures.includes(name) && !isEventPath(name));
  return unknown.map((name) => ({
    path: ["description"],
    level: "error",
    id: "unknown-placeholder",
    message: `"description" has the unknown placeholder {{${name}}}${didYouMean(nearEventPath(name, figures)) || `; known are ${figures.join(", ")}, the event's fields such as user, and raw_data.… paths`}`,
  }));
}
