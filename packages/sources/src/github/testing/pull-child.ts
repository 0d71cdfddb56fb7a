import { createEngine } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { github } from "../github.js";

/* A process that pulls a feed of the GitHub at an address into a file, once. */

const [path = "", baseUrl = "", feed = ""] = process.argv.slice(2);
const source = github({ feed: feed as "events", org: "acme", token: "t", baseUrl, name: "github" });
const engine = createEngine({ store: sqlite(path), sources: [source] });
await engine.pull();
await engine.close();
