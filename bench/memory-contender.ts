import { join } from "node:path";
import process from "node:process";
import { createEngine, type EventInput, type Rule } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { temporaryFolder } from "./temporary-folder.ts";

const batchSize = 5_000;
const start = Date.parse("2025-01-20T00:00:00.000Z");

/** What a contender says after each batch. */
export interface ContenderReport {
  readonly done: boolean;
  /** Spent on ingesting so far. */
  readonly milliseconds: number;
  readonly peakKilobytes: number;
}

const common = { title: "A group each", severity: "low" as const, description: "{{count}}" };
const group_by = ["user"];
const rules: readonly Rule[] = [
  { ...common, name: "threshold", threshold: { count: 5, within: "1h", group_by } },
  { ...common, name: "distinct", distinct: { field: "raw_data.ip", count: 5, within: "1h", group_by } },
];

/**
 * One process of the memory bench: each message makes it ingest a batch and report.
 *
 * @param remembered How many groups to remember; null for no rules at all.
 */
export function memoryContender(remembered: number | null, count: number): void {
  const store = sqlite(join(temporaryFolder(), "memory.db"));
  const options = remembered === null ? {} : { rules, rememberedGroups: remembered };
  const engine = createEngine({ store, batchSize, ...options });
  let from = 0;
  let milliseconds = 0;
  process.on("message", async () => {
    const length = Math.min(batchSize, count - from);
    const batch = Array.from({ length }, (_, index) => eventAt(from + index, count));
    const begin = performance.now();
    await engine.ingest(batch);
    milliseconds += performance.now() - begin;
    from += length;
    const report = { done: from >= count, milliseconds, peakKilobytes: process.resourceUsage().maxRSS };
    process.send?.(report satisfies ContenderReport);
  });
  process.once("disconnect", () => process.exit());
}

/** A user of its own for each event, in no order of their names. */
function eventAt(index: number, count: number): EventInput {
  return {
    external_id: `${index}`,
    source: "synthetic",
    timestamp: new Date(start + index * 100).toISOString(),
    user: `user-${(index * 7_919) % count}@example.com`,
    event_type: "login_failed",
    raw_data: { ip: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}` },
  };
}
