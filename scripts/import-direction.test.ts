import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { installedCommand } from "./installed-command.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const root = join(import.meta.dirname, "..");
const cruiser = installedCommand("dependency-cruiser", "depcruise");

const engine = JSON.stringify({
  name: "@mcm/engine",
  exports: {
    ".": { "@mcm/source": "./src/index.ts" },
    "./sqlite": { "@mcm/source": "./src/stores/sqlite.ts" },
    "./testing": { "@mcm/source": "./src/testing/index.ts" },
  },
});

/** A workspace in small that keeps every rule. */
const sound = {
  "node_modules/kysely/package.json": '{ "name": "kysely", "main": "index.js" }',
  "node_modules/kysely/index.js": "export const kysely = 1;",
  "packages/engine/package.json": engine,
  "packages/engine/src/index.ts": 'export * from "./event.js"; export * from "./engine/create-engine.js";',
  "packages/engine/src/event.ts": 'import "./errors.js";',
  "packages/engine/src/errors.ts": "export const errors = 1;",
  "packages/engine/src/rule.ts": 'import "./event.js"; import "./store.js";',
  "packages/engine/src/store.ts": 'import "./event.js";',
  "packages/engine/src/kinds/match.ts": 'import "../rule.js";',
  "packages/engine/src/evaluate/run.ts": 'import "../kinds/match.js";',
  "packages/engine/src/engine/create-engine.ts": 'import "../evaluate/run.js"; import "../store.js";',
  "packages/engine/src/engine/create-engine.test.ts": 'import "./create-engine.js"; import "../stores/sqlite.js";',
  "packages/engine/src/stores/sqlite.ts": 'import "../store.js"; import "kysely"; import "node:fs";',
  "packages/engine/src/testing/index.ts": 'import "../evaluate/run.js";',
  "packages/sources/src/index.ts": 'import "@mcm/engine";',
  "packages/server/src/index.ts": 'import "@mcm/engine"; import "@mcm/engine/sqlite"; import "@mcm/sources";',
  "packages/sources/package.json": '{ "name": "@mcm/sources", "exports": { "@mcm/source": "./src/index.ts" } }',
  "examples/dashboard/src/main.tsx": 'import "@mcm/engine";',
  "bench/run.ts": 'import "@mcm/engine/sqlite";',
};

/** The broken rules, each as `rule: file → file`, among these files. */
async function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = temporaryFolder(files);
  mkdirSync(join(folder, "node_modules", "@mcm"));
  for (const name of ["engine", "sources"]) {
    symlinkSync(join(folder, "packages", name), join(folder, "node_modules", "@mcm", name));
  }
  const args = [
    "--config",
    join(root, ".dependency-cruiser.mjs"),
    "--output-type",
    "json",
    "packages",
    "examples",
    "bench",
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [cruiser, ...args], { cwd: folder });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${short(from)} → ${short(to)}`).sort();
}

const short = (path: string) => path.replace("packages/engine/src/", "").replace(/^packages\/|^examples\//, "");

it("lets a sound workspace pass", async () => {
  expect(await broken(sound)).toEqual([]);
});

/** What nobody may import from below or beside it. */
const free = {
  "packages/engine/src/kinds/free.ts": 'import "../rule.js";',
  "packages/engine/src/evaluate/free.ts": 'import "../rule.js";',
  "packages/engine/src/stores/free.ts": 'import "../rule.js";',
  "packages/server/src/free.ts": 'import "@mcm/engine";',
  "bench/free.ts": 'import "@mcm/engine";',
};

const dashboard = "examples/dashboard/src/main.tsx";

/** Every wrong import at once: why, where, what, and how it is reported. */
const wrong: readonly [why: string, file: string, target: string, report: string][] = [
  ["two files that need each other", "errors.ts", "./event.js", "no-cycles: errors.ts → event.ts"],
  ["an import that leads nowhere", "errors.ts", "./gone.js", "no-unresolved: errors.ts → ./gone.js"],
  ["a record that knows a seam", "errors.ts", "./store.js", "records-below-seams: errors.ts → store.ts"],
  ["a record that knows a folder", "errors.ts", "./kinds/free.js", "records-know-nothing: errors.ts → kinds/free.ts"],
  ["a seam that knows its use", "rule.ts", "./kinds/free.js", "seams-know-records-alone: rule.ts → kinds/free.ts"],
  [
    "a kind that knows evaluation",
    "kinds/match.ts",
    "../evaluate/free.js",
    "kinds-below-evaluation: kinds/match.ts → evaluate/free.ts",
  ],
  [
    "a condition that knows a store",
    "condition/test.ts",
    "../stores/free.js",
    "kinds-below-evaluation: condition/test.ts → stores/free.ts",
  ],
  [
    "evaluation that knows a store",
    "evaluate/run.ts",
    "../stores/free.js",
    "evaluation-below-engine: evaluate/run.ts → stores/free.ts",
  ],
  [
    "a store that knows evaluation",
    "stores/sqlite.ts",
    "../evaluate/free.js",
    "stores-know-no-engine: stores/sqlite.ts → evaluate/free.ts",
  ],
  [
    "a store that knows the engine",
    "stores/sqlite.ts",
    "../engine/create-engine.js",
    "stores-know-no-engine: stores/sqlite.ts → engine/create-engine.ts",
  ],
  ["a record on Node.js", "errors.ts", "node:crypto", "main-entry-needs-no-node-module: errors.ts → crypto"],
  [
    "a driver under the main entry",
    "engine/create-engine.ts",
    "kysely",
    "main-entry-runs-in-a-browser: index.ts → node_modules/kysely/index.js",
  ],
  [
    "a store under the main entry",
    "engine/create-engine.ts",
    "../stores/free.js",
    "main-entry-runs-in-a-browser: index.ts → stores/free.ts",
  ],
  [
    "an engine that knows a source",
    "errors.ts",
    "@mcm/sources",
    "engine-stands-alone: errors.ts → sources/src/index.ts",
  ],
  [
    "a source that knows the server",
    "packages/sources/src/index.ts",
    "../../server/src/free.js",
    "plugins-know-the-engine-alone: sources/src/index.ts → server/src/free.ts",
  ],
  [
    "a server that knows the bench",
    "packages/server/src/index.ts",
    "../../../bench/free.js",
    "server-knows-the-packages: server/src/index.ts → bench/free.ts",
  ],
  [
    "a deep import by path",
    "packages/server/src/index.ts",
    "../../engine/src/event.js",
    "no-deep-imports: server/src/index.ts → event.ts",
  ],
  [
    "a deep import by name",
    "packages/server/src/index.ts",
    "@mcm/engine/src/event.ts",
    "no-unresolved: server/src/index.ts → @mcm/engine/src/event.ts",
  ],
  [
    "a dashboard that knows a store",
    dashboard,
    "@mcm/engine/sqlite",
    "dashboard-gets-data-by-http: dashboard/src/main.tsx → stores/sqlite.ts",
  ],
  [
    "a dashboard that knows a source",
    dashboard,
    "@mcm/sources",
    "dashboard-gets-data-by-http: dashboard/src/main.tsx → sources/src/index.ts",
  ],
];

it("finds every wrong import", async () => {
  const files: Record<string, string> = {
    ...sound,
    ...free,
    "packages/engine/src/alone.ts": "export const alone = 1;",
  };
  for (const [, file, target] of wrong) {
    const path = file.includes("src/") ? file : `packages/engine/src/${file}`;
    files[path] = `${files[path] ?? ""} import "${target}";`;
  }
  const found = await broken(files);
  const missed = wrong.filter(([, , , report]) => !found.includes(report)).map(([why]) => why);
  expect(missed).toEqual([]);
  expect(found).toContain("no-orphans: alone.ts → alone.ts");
});
