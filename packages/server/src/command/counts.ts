import type { RunResult } from "@mcm/engine";

/** A count for people: `1,234`. */
export const count = (value: number) => value.toLocaleString("en");

/** What the rules did, for people. */
export function findingCounts({ created, amended, withdrawn, problems }: RunResult): string {
  const failures = problems === 0 ? "" : `; rules failed ${count(problems)} times`;
  return `findings: ${count(created)} created, ${count(amended)} amended, ${count(withdrawn)} withdrawn${failures}`;
}
