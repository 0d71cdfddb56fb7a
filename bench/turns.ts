import { statSync } from "node:fs";
import { join } from "node:path";
import { createEngine, type Engine, type EventInput, type Rule } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { temporaryFolder } from "./temporary-folder.ts";
import { type WrittenAhead, writtenAhead } from "./written-ahead.ts";

/** What is compared: the same or other events, under the same or other rules, each in a file of its own. */
export interface Contender {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** Made anew for each contender, and outside what is measured: rules freeze what they see. */
  readonly events: () => Iterable<EventInput>;
}

interface Runner {
  readonly name: string;
  readonly file: string;
  readonly engine: Engine;
  readonly batches: Iterator<EventInput[]>;
  readonly wal: WrittenAhead;
  milliseconds: number;
}

/** Runs the contenders batch by batch in turns, and prints a table; ratios are to the first one's speed. */
export async function takeTurns(title: string, batchSize: number, contenders: readonly Contender[]): Promise<void> {
  const folder = temporaryFolder();
  const runners = contenders.map(({ name, rules, events }, index): Runner => {
    const file = join(folder, `${index}.db`);
    const engine = createEngine({ store: sqlite(file), rules, batchSize });
    const batches = batchesOf(events(), batchSize);
    return { name, file, engine, batches, wal: writtenAhead(file), milliseconds: 0 };
  });
  let turns = runners;
  while (turns.length > 0) {
    const still: Runner[] = [];
    for (const runner of turns) if (await takeTurn(runner)) still.push(runner);
    turns = still;
  }
  const first = runners[0]?.milliseconds ?? 0;
  const rows: [string, object][] = [];
  for (const runner of runners) rows.push([runner.name, await result(runner, first)]);
  console.log(`\n${title}, ${batchSize} at a time`);
  console.table(Object.fromEntries(rows));
}

async function takeTurn(runner: Runner): Promise<boolean> {
  const next = runner.batches.next();
  if (next.done) return false;
  const start = performance.now();
  await runner.engine.ingest(next.value);
  runner.milliseconds += performance.now() - start;
  runner.wal.look();
  return true;
}

async function result({ file, engine, wal, milliseconds }: Runner, first: number): Promise<object> {
  const [events, findings] = [await engine.count("events"), await engine.count("findings")];
  await engine.close();
  return {
    findings,
    "events per second": Math.round(events / (milliseconds / 1000)),
    ratio: Number((first / milliseconds).toFixed(2)),
    "bytes per event": Math.round(statSync(file).size / events),
    "WAL bytes per event": Math.round(wal.bytes() / events),
  };
}

function* batchesOf(all: Iterable<EventInput>, size: number): Generator<EventInput[]> {
  let batch: EventInput[] = [];
  for (const event of all) {
    if (batch.push(event) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
