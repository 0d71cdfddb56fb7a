import { isEventPath } from "../path.js";
import { didYouMean, nearEventPath } from "./near-miss.js";
import type { Fault } from "./problem.js";

/** The placeholders of a description that stand for nothing; none where it is not known which figures there are. */
export function placeholderFaults(description: unknown, figures: readonly string[] | null): Fault[] {
  if (typeof description !== "string" || figures === null) return [];
  const names = new Set([...description.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name = ""]) => name.trim()));
  const unknown = [...names].filter((name) => !figures.includes(name) && !isEventPath(name));
  const known = `known are ${figures.join(", ")}, the event's fields such as user, and raw_data.… paths`;
  return unknown.map((name) => {
    const remedy = didYouMean(nearEventPath(name, figures)) || `; ${known}`;
    const message = `"description" has the unknown placeholder {{${name}}}${remedy}`;
    return { path: ["description"], level: "error", id: "unknown-placeholder", message };
  });
}
