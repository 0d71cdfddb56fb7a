import type { RunResult } from "../engine.js";

/** Of rules that saw nothing. */
export const nothingDone: RunResult = { processed: 0, created: 0, amended: 0, withdrawn: 0, problems: 0 };

/** Adds up counts, field by field; what is no count stays as it is in the first. */
export function addCounts<Counts extends object>(total: Counts, more: Counts): Counts {
  const entries = Object.entries(total).map(([name, count]) => [
    name,
    typeof count === "number" ? count + Number((more as Record<string, unknown>)[name]) : count,
  ]);
  return Object.fromEntries(entries) as Counts;
}
