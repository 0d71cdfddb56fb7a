import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ContenderReport } from "./memory-contender.ts";

const entry = fileURLToPath(new URL("./run.ts", import.meta.url));

/**
 * The memory that it takes when every event is a group of its own, and the speed, by how many groups are remembered.
 * The contenders are processes and take turns.
 */
export async function memory(count = 1_000_000): Promise<void> {
  const contenders = [
    ["no rules", null],
    ...[1_000, 10_000, 100_000].map((limit) => [`${limit} groups`, limit] as const),
    ["all groups", 2 * count],
  ] as const;
  const children = contenders.map(([, remembered]) => start(remembered, count));
  let reports: ContenderReport[] = [];
  do {
    reports = [];
    for (const child of children) reports.push(await nextBatch(child));
  } while (!reports.every(({ done }) => done));
  for (const child of children) child.disconnect();
  const first = reports[0]?.milliseconds ?? 0;
  const rows = reports.map((report, index) => [contenders[index]?.[0], figuresOf(report, { count, first })]);
  console.log(`\nmemory: ${count} events, each a group of its own to a threshold and a distinct rule`);
  console.table(Object.fromEntries(rows));
}

function start(remembered: number | null, count: number): ChildProcess {
  const child = fork(entry, ["memory-contender", String(count), String(remembered ?? "")]);
  child.once("exit", (code) => {
    if (code !== 0) throw new Error(`a contender of the memory bench ended with ${code}; it says above why`);
  });
  return child;
}

async function nextBatch(child: ChildProcess): Promise<ContenderReport> {
  const report = once(child, "message");
  child.send("next batch");
  return (await report)[0] as ContenderReport;
}

function figuresOf(
  { milliseconds, peakKilobytes }: ContenderReport,
  { count, first }: { readonly count: number; readonly first: number },
): object {
  return {
    "events per second": Math.round(count / (milliseconds / 1000)),
    ratio: Number((first / milliseconds).toFixed(2)),
    "peak RSS in MB": Math.round(peakKilobytes / 1024),
  };
}
