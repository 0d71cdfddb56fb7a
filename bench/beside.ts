import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createEngine, type Engine, type EventInput, type Source } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { builtinRules } from "@mcm/rules-builtin";
import { startServer } from "@mcm/server";
import { file } from "@mcm/sources";
import type { Asked, Errand } from "./beside-child.ts";
import { batchesOf } from "./beside-events.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const entry = fileURLToPath(new URL("./run.ts", import.meta.url));

/** Events that are there when it begins. */
const eventsBefore = 300_000;

/** Records of a request, and of a page. */
const pageSize = 5_000;

/** A way for events to come in without a pause, until they are stopped. */
interface Way {
  readonly name: string;
  readonly start: () => { readonly stop: () => Promise<void> };
}

interface Serving {
  readonly engine: Engine;
  readonly url: string;
  readonly database: string;
}

/**
 * How long the API takes to answer while its own process ingests without a pause: what is posted, what sources are
 * pulled for, and what others store. Another process asks for the summary, findings and events, one after the other.
 */
export async function beside(count = 2_000): Promise<void> {
  const folder = temporaryFolder();
  const [database, pages, lines] = ["beside.db", "pages.ndjson", "lines.ndjson"].map((name) => join(folder, name));
  if (!database || !pages || !lines) throw new Error("three files were named");
  await fill(database);
  await runApart({ does: "write down", file: pages, stretch: 2, size: pageSize });
  await runApart({ does: "write down", file: lines, stretch: 3, size: 1 });
  const sources = [pagesOf(pages), file({ path: lines, name: "lines" })];
  // As "mcm serve" has it.
  const store = sqlite(database, { cacheMegabytes: 32 });
  const engine = createEngine({ store, sources, rules: builtinRules, batchMilliseconds: 20 });
  const server = await startServer({ engine, port: 0, runEvery: 100 });
  const rows: Record<string, object> = {};
  for (const way of waysOf({ engine, url: server.url, database })) {
    rows[way.name] = await ask({ engine, url: server.url, database }, way, count);
  }
  await server.close();
  await engine.close();
  console.log(`\nbeside: milliseconds of ${count} requests while events come in, ${eventsBefore} there to begin with;`);
  console.log("a turn is the processor's time, of one thread, for which a request may have had to wait");
  console.table(rows);
}

async function fill(database: string): Promise<void> {
  const engine = createEngine({ store: sqlite(database), rules: builtinRules, batchSize: 10_000 });
  let left = eventsBefore;
  for (const batch of batchesOf(0, 10_000)) {
    if (left <= 0) break;
    await engine.ingest(batch);
    left -= batch.length;
  }
  await engine.close();
}

function waysOf({ engine, url, database }: Serving): Way[] {
  return [
    { name: "nothing", start: () => ({ stop: async () => undefined }) },
    { name: "requests of 5,000", start: () => goOn({ does: "post", url, stretch: 1, size: pageSize }) },
    { name: "a source's pages of 5,000", start: () => again((signal) => engine.pull(["pages"], { signal })) },
    { name: "a source's file", start: () => again((signal) => engine.pull(["lines"], { signal })) },
    { name: "what others store", start: () => goOn({ does: "store", database, stretch: 4 }) },
  ];
}

async function ask({ engine, url }: Serving, { start }: Way, count: number): Promise<object> {
  const way = start();
  // The first batches tell how large the others may be, and others take a while to begin.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const [before, begin] = [await processed(engine), performance.now()];
  const turns = watchTurns();
  const asked = await runApart({ does: "ask", url, count });
  const longest = turns.stop();
  const rate = ((await processed(engine)) - before) / ((performance.now() - begin) / 1000);
  await way.stop();
  return { ...(asked as Asked), ...longest, "events per second": Math.round(rate) };
}

async function processed(engine: Engine): Promise<number> {
  const { rows } = await engine.status();
  return rows.events - rows.unprocessed;
}

/** The processor's time from one look at the timers to the next, in milliseconds: what others do on the machine does not count. */
function watchTurns() {
  const took: number[] = [];
  let last = busy();
  const clock = setInterval(() => {
    const now = busy();
    took.push(now - last);
    last = now;
  }, 1);
  return {
    stop: () => {
      clearInterval(clock);
      took.sort((a, b) => a - b);
      return {
        "99th turn": Math.round(took[Math.floor(0.99 * took.length)] ?? 0),
        "longest turn": Math.round(took.at(-1) ?? 0),
      };
    },
  };
}

function busy(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Has another process go on with something until it is stopped. */
function goOn(errand: Errand) {
  const child = start(errand);
  return {
    stop: async () => {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

async function runApart(errand: Errand): Promise<unknown> {
  const child = start(errand);
  const [answer] = await once(child, "message");
  child.disconnect();
  return answer;
}

function start(errand: Errand): ChildProcess {
  const child = fork(entry, ["beside-child", JSON.stringify(errand)]);
  child.once("exit", (code) => {
    if (code !== 0) throw new Error(`a process of the bench "beside" ended with ${code}; it says above why`);
  });
  return child;
}

function again(work: (signal: AbortSignal) => Promise<unknown>) {
  const stopping = new AbortController();
  const working = (async () => {
    while (!stopping.signal.aborted) await work(stopping.signal);
  })();
  return {
    stop: () => {
      stopping.abort();
      return working;
    },
  };
}

/** A source of large pages, each a line of the file: an array of events, as a server on the net would answer. */
function pagesOf(path: string): Source {
  return {
    name: "pages",
    normalize: (record) => record as EventInput,
    pull: async function* ({ cursor }) {
      let number = 0;
      for await (const line of createInterface(createReadStream(path))) {
        if (number++ < Number(cursor ?? 0)) continue;
        yield { records: JSON.parse(line) as unknown[], cursor: number };
      }
    },
  };
}
