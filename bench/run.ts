/**
 * `npm run bench [-- events]`: how fast invented events go into a SQLite file with the built-in rules run over them,
 * and what memory that takes. 200,000 events by default. Making them is not counted.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createEngine, type EventInput } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { builtinRules } from "@mcm/rules-builtin";
import { fakeEvents } from "@mcm/sources";

/** What the command's own `ingest` takes at a time. */
const batchSize = 10_000;

const wanted = Number(process.argv[2] ?? 200_000);
if (!Number.isInteger(wanted) || wanted < 1)
  throw new Error(`${process.argv[2]} is no number of events; give a whole one`);

const folder = mkdtempSync(join(tmpdir(), "mcm-bench-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "mcm.db");
const engine = createEngine({ store: sqlite(file), rules: builtinRules, batchSize });

let milliseconds = 0;
for (const batch of batches(fakeEvents(wanted), batchSize)) {
  const start = performance.now();
  await engine.ingest(batch);
  milliseconds += performance.now() - start;
}
const [events, findings] = [await engine.count("events"), await engine.count("findings")];
await engine.close();

const format = (value: number) => Math.round(value).toLocaleString("en");
console.log(`${format(events)} events and ${format(findings)} findings in ${(milliseconds / 1000).toFixed(1)} s`);
console.log(`${format(events / (milliseconds / 1000))} events per second`);
console.log(`${format(statSync(file).size / 2 ** 20)} MB of database`);
console.log(`${format(process.resourceUsage().maxRSS / 1024)} MB of memory at most`);

function* batches(all: Iterable<EventInput>, size: number): Generator<EventInput[]> {
  let batch: EventInput[] = [];
  for (const event of all) {
    if (batch.push(event) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
