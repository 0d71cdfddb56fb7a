import type { RunResult } from "@mcm/engine";

/** A count for people: `1,234`. */
export const count = (value: number) => value.toLocaleString("en");

/** What became of records, for people. */
export function eventCounts(came: {
  readonly new: number;
  readonly duplicate: number;
  readonly rejected: number;
}): string {
  return `events: ${count(came.new)} new, ${count(came.duplicate)} duplicate, ${count(came.rejected)} rejected`;
}

/** What the rules did, for people. */
export function findingCounts({ created, amended, withdrawn, problems }: RunResult): string {
  const failures = problems === 0 ? "" : `; rules failed ${count(problems)} times`;
  return `findings: ${count(created)} created, ${count(amended)} amended, ${count(withdrawn)} withdrawn${failures}`;
}
