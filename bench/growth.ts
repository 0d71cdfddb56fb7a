import { statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createEngine, type Engine, type EventInput } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { growingEventAt } from "./growing-activity.ts";
import { randomFrom } from "./random.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { type WrittenAhead, writtenAhead } from "./written-ahead.ts";

/** What the command's own `ingest` takes at a time. */
const batchSize = 5_000;

/** Events a line of the table. */
const stretch = 100_000;

/** One in so many was delivered before: any of the events so far. */
const duplicateEvery = 20;

interface Growing {
  readonly engine: Engine;
  readonly file: string;
  readonly wal: WrittenAhead;
  /** Where it goes on. */
  next: number;
  /** In all: characters of JSON, and events that were there before. */
  raw: number;
  duplicates: number;
}

/**
 * How the rate of inserts holds as a SQLite file grows, exact duplicates among them; no rules. At the end a new file
 * and the grown one take turns, as only that ratio holds on a machine that others use. The bytes hold anywhere.
 */
export async function growth(count = 1_000_000): Promise<void> {
  const folder = temporaryFolder();
  const grown = begin(join(folder, "grown.db"));
  const rows: Record<string, object> = {};
  while (grown.next < count) {
    const before = grown.wal.bytes();
    const times: Took[] = [];
    for (const end = grown.next + stretch; grown.next < end; ) times.push(await ingestBatch(grown));
    rows[grown.next] = {
      "events per second": Math.round(stretch / (elapsed(times) / 1000)),
      "WAL bytes per event": Math.round((grown.wal.bytes() - before) / stretch),
      "longest batch, ms": Math.round(Math.max(...times.map((took) => took.elapsed))),
    };
  }
  const fresh = begin(join(folder, "fresh.db"));
  const times: { fresh: Took[]; grown: Took[] } = { fresh: [], grown: [] };
  while (fresh.next < stretch) {
    times.fresh.push(await ingestBatch(fresh));
    times.grown.push(await ingestBatch(grown));
  }
  await fresh.engine.close();
  console.log(`\ngrowth: ${count} events, every ${duplicateEvery}th delivered before, ${batchSize} at a time`);
  console.table(rows);
  const ratios = {
    "by the clock": elapsed(times.fresh) / elapsed(times.grown),
    "by processor time": sum(times.fresh.map((took) => took.busy)) / sum(times.grown.map((took) => took.busy)),
  };
  for (const [by, ratio] of Object.entries(ratios)) {
    console.log(`rate from ${count} on, of the rate of the first ${stretch}, in turns, ${by}: ${ratio.toFixed(2)}`);
  }
  console.log(`bytes per event beyond its raw JSON: ${await bytesBeyond(grown)}`);
}

function begin(file: string): Growing {
  const engine = createEngine({ store: sqlite(file), batchSize });
  return { engine, file, wal: writtenAhead(file), next: 0, raw: 0, duplicates: 0 };
}

interface Took {
  readonly elapsed: number;
  readonly busy: number;
}

/** Gives the milliseconds that the next batch took. */
async function ingestBatch(growing: Growing): Promise<Took> {
  const events = batchFrom(growing.next);
  growing.raw += sum(events.map(({ raw_data }) => JSON.stringify(raw_data).length));
  growing.next += batchSize;
  const [start, busyBefore] = [performance.now(), busy()];
  const result = await growing.engine.ingest(events);
  const took = { elapsed: performance.now() - start, busy: busy() - busyBefore };
  growing.duplicates += result.duplicate;
  growing.wal.look();
  return took;
}

const elapsed = (times: readonly Took[]): number => sum(times.map((took) => took.elapsed));

async function bytesBeyond({ engine, file, next, raw, duplicates }: Growing): Promise<number> {
  const stored = await engine.count("events");
  if (duplicates !== next / duplicateEvery || stored + duplicates !== next) {
    throw new Error(`of ${next} events, ${stored} are stored and ${duplicates} were duplicates`);
  }
  await engine.close();
  return Math.round(statSync(file).size / stored - raw / next);
}

/** Milliseconds of the processor, of all threads of this process: what others do on the machine does not count. */
function busy(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

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
