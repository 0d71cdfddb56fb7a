import { knownPlaceholders, unknownPlaceholders } from "../template.js";
import { didYouMean, nearEventPath } from "./near-miss.js";
import type { Fault } from "./problem.js";

/** The placeholders of a description that stand for nothing; none where it is not known which figures there are. */
export function placeholderFaults(description: unknown, figures: readonly string[] | null): Fault[] {
  if (typeof description !== "string" || figures === null) return [];
  return unknownPlaceholders(description, figures).map((name) => {
    const remedy = didYouMean(nearEventPath(name, figures)) || `; ${knownPlaceholders(figures)}`;
    const message = `"description" has the unknown placeholder {{${name}}}${remedy}`;
    return { path: ["description"], level: "error", id: "unknown-placeholder", message };
  });
}
