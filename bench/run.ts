/**
 * `npm run bench [-- name] [count]`: measures how the engine fares; all there is to measure when no name is given,
 * each in a process of its own. What is compared takes turns within one process or several, so that the ratios hold on
 * a machine that others use too.
 */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { beside } from "./beside.ts";
import { runErrand } from "./beside-child.ts";
import { crowded } from "./crowded.ts";
import { floor } from "./floor.ts";
import { floorPostgres } from "./floor-postgres.ts";
import { growth } from "./growth.ts";
import { ingest } from "./ingest.ts";
import { kinds } from "./kinds.ts";
import { late } from "./late.ts";
import { load } from "./load-rules.ts";
import { many } from "./many-rules.ts";
import { memory } from "./memory.ts";
import { memoryContender } from "./memory-contender.ts";
import { reads, readsPostgres } from "./reads.ts";

const benches: Readonly<Record<string, (count?: number) => Promise<void>>> = {
  ingest,
  kinds,
  late,
  crowded,
  memory,
  many,
  load,
  growth,
  floor,
  "floor-postgres": floorPostgres,
  reads,
  "reads-postgres": readsPostgres,
  beside,
};

const [name, count, remembered] = process.argv.slice(2);
if (name === "beside-child") await runErrand(JSON.parse(count ?? ""));
else if (name === "memory-contender") memoryContender(remembered ? wholeNumber(remembered) : null, wholeNumber(count));
else if (name === undefined) for (const one of Object.keys(benches)) runApart(one);
else await benchCalled(name)(count === undefined ? undefined : wholeNumber(count));

function benchCalled(wanted: string): (count?: number) => Promise<void> {
  const bench = Object.hasOwn(benches, wanted) ? benches[wanted] : undefined;
  if (bench) return bench;
  throw new Error(`no bench is called "${wanted}"; there are ${Object.keys(benches).join(", ")}`);
}

function runApart(one: string): void {
  const { status } = spawnSync(process.execPath, [import.meta.filename, one], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}

function wholeNumber(text = ""): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`"${text}" is no count; give a whole number`);
}
