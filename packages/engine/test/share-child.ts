import { once } from "node:events";
import { createEngine, type RunResult } from "../src/index.ts";
import { sqlite } from "../src/stores/sqlite.ts";
import { pagesOf } from "./feed.ts";
import { someEvents, someRules } from "./month.ts";

/* Ingests some of the events into a file while others do so too: says when it is ready, waits for a word, and tells its counts. */

/** What the process is told, as JSON: which events, by their numbers, in which batches. */
export interface ShareOrders {
  readonly path: string;
  readonly numbers: readonly number[];
  readonly size: number;
}

/** What the process tells in the end, as JSON. */
export type ShareReport = Omit<RunResult, "problems"> & { readonly new: number; readonly duplicate: number };

const { path, numbers, size } = JSON.parse(process.argv[2] ?? "") as ShareOrders;
const events = someEvents(Math.max(...numbers) + 1);
const engine = createEngine({ store: sqlite(path, { recentKeys: 40 }), rules: someRules, batchSize: size });
process.stdout.write("ready\n");
await once(process.stdin, "data");
process.stdin.destroy();
const total = { processed: 0, created: 0, amended: 0, withdrawn: 0, new: 0, duplicate: 0 };
for (const page of pagesOf(numbers, size)) {
  const result = await engine.ingest(page.flatMap((number) => events[number] ?? []));
  for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += result[name];
  // Whoever has just written would be the first to write again.
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await engine.close();
process.stdout.write(JSON.stringify(total satisfies ShareReport));
