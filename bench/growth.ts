import { statSync } from "node:fs";
import { join } from "node:path";
import { createEngine, type EventInput } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { growingEventAt } from "./growing-activity.ts";
import { randomFrom } from "./random.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { writtenAhead } from "./written-ahead.ts";

/** What the command's own `ingest` takes at a time. */
const batchSize = 5_000;

/** Events a line of the table. */
const stretch = 100_000;

/** One in so many was delivered before: any of the events so far. */
const duplicateEvery = 20;

/**
 * How the rate of inserts holds as a SQLite file grows, exact duplicates among them; no rules. Trust the bytes first:
 * they do not depend on what else the machine does.
 */
export async function growth(count = 1_000_000): Promise<void> {
  const file = join(temporaryFolder(), "growth.db");
  const engine = createEngine({ store: sqlite(file), batchSize });
  const wal = writtenAhead(file);
  const rows: Record<string, object> = {};
  const rates: number[] = [];
  let [next, raw, duplicates] = [0, 0, 0];
  while (next < count) {
    let milliseconds = 0;
    let longest = 0;
    const before = wal.bytes();
    for (const end = next + stretch; next < end; next += batchSize) {
      const events = batchFrom(next);
      raw += events.reduce((sum, event) => sum + JSON.stringify(event.raw_data).length, 0) * (1 - 1 / duplicateEvery);
      const start = performance.now();
      const result = await engine.ingest(events);
      const took = performance.now() - start;
      milliseconds += took;
      longest = Math.max(longest, took);
      duplicates += result.duplicate;
      wal.look();
    }
    rates.push(stretch / (milliseconds / 1000));
    rows[next] = {
      "events per second": Math.round(rates.at(-1) ?? 0),
      "of the first": Number(((rates.at(-1) ?? 0) / (rates[0] ?? 1)).toFixed(2)),
      "WAL bytes per event": Math.round((wal.bytes() - before) / stretch),
      "longest batch, ms": Math.round(longest),
    };
  }
  const stored = await engine.count("events");
  if (stored + duplicates !== next) throw new Error(`${stored} events and ${duplicates} duplicates are not ${next}`);
  await engine.close();
  console.log(`\ngrowth: ${next} events, every ${duplicateEvery}th delivered before, ${batchSize} at a time`);
  console.table(rows);
  const beyond = statSync(file).size / stored - raw / next / (1 - 1 / duplicateEvery);
  console.log(`bytes per event beyond its raw JSON: ${Math.round(beyond)}`);
}

function batchFrom(first: number): EventInput[] {
  return Array.from({ length: batchSize }, (_, offset) => {
    const index = first + offset;
    const isDuplicate = index % duplicateEvery === duplicateEvery - 1;
    return growingEventAt(isDuplicate ? earlier(index) : index);
  });
}

/** Any place before, but for those that hold duplicates. */
function earlier(index: number): number {
  const place = Math.floor(randomFrom(-index)() * index);
  return place % duplicateEvery === duplicateEvery - 1 ? place - 1 : place;
}
