import { join } from "node:path";
import { createEngine, type Engine, type EventInput, type Rule } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { randomFrom } from "./random.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** How often each figure is taken. */
const samples = 20;
const values = 2_000;
/** Milliseconds between two events on average. */
const meanGap = 120_000;
const start = Date.parse("2019-01-01T00:00:00.000Z");

const common = { title: "One group", severity: "low" as const, description: "{{count}}" };
const field = "raw_data.ip";
const isKind = (kind: number) => (event: { raw_data: { readonly [key: string]: unknown } }) =>
  event.raw_data.kind === kind;

/** A rule of each kind, over one group that holds everything. */
const rules: readonly Rule[] = [
  { ...common, name: "dedup", dedup: { quiet: "10m" } },
  { ...common, name: "threshold", threshold: { count: 5, within: "10m" } },
  { ...common, name: "distinct", distinct: { field, count: 5, within: "10m" } },
  { ...common, name: "new-value", new_value: { fields: [field], history: "30d", learn: "7d" } },
  { ...common, name: "rare", rare: { field, at_most: 1, within: "1d", after: 100 } },
  { ...common, name: "sequence", sequence: { steps: [isKind(0), isKind(1), isKind(2)], within: "10m" } },
  { ...common, name: "absence", absence: { every: "10m" } },
];

/** How long one event takes in a group that holds a million, in order and late. */
export async function crowded(count = 1_000_000): Promise<void> {
  const file = join(temporaryFolder(), "crowded.db");
  const times = timesOf(count);
  await fill(file, times);
  const table: Record<string, object> = {};
  for (const rule of rules) table[rule.name] = await figuresOf(file, rule, times);
  console.log(`\ncrowded: milliseconds for one event in a group of ${count}, median of ${samples}`);
  console.table(table);
}

async function fill(file: string, times: readonly number[]): Promise<void> {
  const engine = open(file, rules);
  const size = 5_000;
  for (let from = 0; from < times.length; from += size) {
    await engine.ingest(times.slice(from, from + size).map((time, index) => eventAt(time, `${from + index}`)));
  }
  await engine.close();
}

/** Rules find their points again by what they say, so the file that all filled will do for each alone. */
async function figuresOf(file: string, rule: Rule, times: readonly number[]): Promise<object> {
  let now = times.at(-1) ?? start;
  let serial = 0;
  const inOrder = () => {
    now += meanGap;
    return eventAt(now, `${rule.name}-${serial++}`);
  };
  const lateAt = (sample: number) => {
    const place = Math.floor(((sample + 0.5) / samples) * times.length);
    return eventAt((times[place] ?? start) + 1, `${rule.name}-${serial++}`);
  };
  const engine = open(file, [rule]);
  await engine.ingest([inOrder()]);
  const following: number[] = [];
  for (let sample = 0; sample < samples; sample++) following.push(await timed(engine, inOrder()));
  const warm: number[] = [];
  const behind: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    warm.push(await timed(engine, lateAt(sample)));
    behind.push(await timed(engine, inOrder()));
  }
  await engine.close();
  const cold: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const restarted = open(file, [rule]);
    // Opens the file, which is not what is measured.
    await restarted.run();
    cold.push(await timed(restarted, lateAt(sample)));
    await restarted.close();
  }
  return {
    "in order": median(following),
    late: median(warm),
    "the next in order": median(behind),
    "late after a restart": median(cold),
    "slowest late": Math.max(...warm, ...cold).toFixed(2),
  };
}

const open = (file: string, some: readonly Rule[]): Engine =>
  createEngine({ store: sqlite(file), rules: some, batchSize: 5_000 });

async function timed(engine: Engine, event: EventInput): Promise<number> {
  const begin = performance.now();
  await engine.ingest([event]);
  return performance.now() - begin;
}

function timesOf(count: number): number[] {
  const random = randomFrom(count);
  let time = start;
  return Array.from({ length: count }, () => {
    time += 2 + Math.floor(-Math.log(1 - random()) * meanGap);
    return time;
  });
}

function eventAt(time: number, external_id: string): EventInput {
  const random = randomFrom(time);
  return {
    external_id,
    source: "synthetic",
    timestamp: new Date(time).toISOString(),
    user: "service",
    event_type: "api_called",
    raw_data: { ip: `10.0.0.${Math.floor(random() * values)}`, kind: Math.floor(random() * 10) },
  };
}

function median(some: readonly number[]): string {
  const sorted = some.toSorted((a, b) => a - b);
  return (((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2).toFixed(2);
}
