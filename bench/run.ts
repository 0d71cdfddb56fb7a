/**
 * `npm run bench [-- events]`: how fast invented events go into a SQLite file, with rules run over them and without,
 * batch by batch in turns, so that the ratio holds on a machine that others use too. 200,000 events by default.
 * Making them is not counted.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createEngine, type Engine, type EventInput, type Rule } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { builtinRules } from "@mcm/rules-builtin";
import { fakeEvents } from "@mcm/sources";

/** What the command's own `ingest` takes at a time. */
const batchSize = 5_000;

interface Contender {
  readonly name: string;
  readonly file: string;
  readonly engine: Engine;
  milliseconds: number;
}

const wanted = Number(process.argv[2] ?? 200_000);
if (!Number.isInteger(wanted) || wanted < 1)
  throw new Error(`${process.argv[2]} is no number of events; give a whole one`);

const folder = mkdtempSync(join(tmpdir(), "mcm-bench-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

const single: Rule = {
  name: "logins",
  title: "Logins",
  severity: "low",
  on: ["login_failed"],
  description: "{{user}}",
};
const contenders = [
  contender("no rules", []),
  contender("one rule of single events", [single]),
  contender("the built-in rules", builtinRules),
];
for (const batch of batches(fakeEvents(wanted), batchSize)) {
  for (const one of contenders) {
    const start = performance.now();
    await one.engine.ingest(batch);
    one.milliseconds += performance.now() - start;
  }
}

const rows = await Promise.all(contenders.map(result));
console.table(Object.fromEntries(rows));

function contender(name: string, rules: readonly Rule[]): Contender {
  const file = join(folder, `${name}.db`);
  return { name, file, engine: createEngine({ store: sqlite(file), rules, batchSize }), milliseconds: 0 };
}

async function result({ name, file, engine, milliseconds }: Contender) {
  const [events, findings] = [await engine.count("events"), await engine.count("findings")];
  await engine.close();
  const first = contenders[0]?.milliseconds ?? milliseconds;
  return [
    name,
    {
      findings,
      "events per second": Math.round(events / (milliseconds / 1000)),
      ratio: Number((first / milliseconds).toFixed(2)),
      "bytes per event": Math.round(statSync(file).size / events),
    },
  ] as const;
}

function* batches(all: Iterable<EventInput>, size: number): Generator<EventInput[]> {
  let batch: EventInput[] = [];
  for (const event of all) {
    if (batch.push(event) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
