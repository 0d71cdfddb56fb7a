import { createEngine } from "../src/index.ts";
import { sqlite } from "../src/stores/sqlite.ts";
import { feed, pagesOf } from "./feed.ts";
import { someEvents, someRules } from "./month.ts";
import { type Moment, withMoments } from "./store-moments.ts";

/* Pulls pages of events into a file, and ends itself the n-th time that a moment comes. */

/** What the process is told, as JSON. */
export interface PullOrders {
  readonly path: string;
  readonly count: number;
  readonly size: number;
  readonly moment: Moment;
  readonly nth: number;
}

const { path, count, size, moment, nth } = JSON.parse(process.argv[2] ?? "") as PullOrders;
let left = nth;
const store = withMoments(sqlite(path, { recentKeys: 40 }), (reached) => {
  if (reached === moment && --left === 0) process.kill(process.pid, "SIGKILL");
});
const engine = createEngine({ store, sources: [feed("app", pagesOf(someEvents(count), size))], rules: someRules });
await engine.pull();
await engine.close();
