import { createEngine } from "../src/index.ts";
import { sqlite } from "../src/stores/sqlite.ts";
import { someEvents, someRules } from "./month.ts";

/* Ingests events from the first on, in small batches, saying so after each; to be killed at any time. */

const [path = "", count = "0"] = process.argv.slice(2);
const engine = createEngine({ store: sqlite(path, { recentKeys: 40 }), rules: someRules, batchSize: 50 });
const events = someEvents(Number(count));
for (let from = 0; from < events.length; from += 100) {
  await engine.ingest(events.slice(from, from + 100));
  process.stdout.write("batch\n");
}
await engine.close();
