/**
 * Which way imports may point. Tests may reach up to what they test with, but never across packages.
 */
const tests = String.raw`\.test\.tsx?$`;
const engine = "^packages/engine/src";

/** The plugin seams, and the interface of the engine itself. */
const seams = `${engine}/(source|define-source|source-status|rule|kind|store|engine)\\.ts$`;

/** What stands above the seams; every other file directly in `src` is of the records, below them. */
const assembly = `${engine}/(engine/.+|(index|files)\\.ts$)`;

/** @param {string} folders */
const folder = (folders) => `${engine}/(${folders})/`;

/**
 * @param {string} name
 * @param {string} comment
 * @param {import("dependency-cruiser").IRegularForbiddenRuleType["from"]} from
 * @param {import("dependency-cruiser").IRegularForbiddenRuleType["to"]} to
 */
const forbid = (name, comment, from, to) => ({ name, comment, severity: /** @type {const} */ ("error"), from, to });

/**
 * The workspace but for these parts of it.
 *
 * @param {string[]} parts
 */
const workspaceBut = (...parts) => ({ path: "^(packages|examples|bench)/", pathNot: parts.map((part) => `^${part}`) });

/** @type {import("dependency-cruiser").IConfiguration} */
const configuration = {
  forbidden: [
    forbid("no-cycles", "Two files that need each other are one idea.", {}, { circular: true }),
    forbid(
      "no-orphans",
      "A file that nothing imports is dead.",
      { orphan: true, pathNot: [tests, String.raw`(^|/)(tsup|vite)\.config\.ts$`, String.raw`\.d\.ts$`] },
      {},
    ),
    forbid("no-unresolved", "An import that leads nowhere.", {}, { couldNotResolve: true }),

    forbid(
      "no-deep-imports",
      "Packages meet by name, at the entries that they export. The PostgreSQL server of tests is part of none.",
      { path: "^(packages/[^/]+|examples/[^/]+|bench)/" },
      {
        path: "^(packages/[^/]+|examples/[^/]+|bench)/",
        pathNot: ["^$1/", "^packages/engine/test/postgres-server[.]ts$"],
        dependencyTypes: ["local"],
      },
    ),
    forbid(
      "engine-stands-alone",
      "The engine imports no other package of the workspace.",
      { path: "^packages/engine/" },
      workspaceBut("packages/engine/"),
    ),
    forbid(
      "plugins-know-the-engine-alone",
      "Sources and rules are plugins, as a stranger's would be.",
      { path: "^packages/(sources|rules-builtin)/" },
      workspaceBut("packages/engine/", "packages/$1/"),
    ),
    forbid(
      "server-knows-the-packages",
      "The server is made of the published packages.",
      { path: "^packages/server/" },
      workspaceBut("packages/"),
    ),
    forbid(
      "dashboard-gets-data-by-http",
      "The dashboard runs in a browser: of the workspace it imports the engine's main entry alone.",
      { path: "^examples/dashboard/src/" },
      workspaceBut("examples/dashboard/", String.raw`packages/engine/src/index\.ts$`),
    ),

    forbid(
      "records-know-nothing",
      "Records lie below the plugin seams.",
      { path: `${engine}/[^/]+$`, pathNot: [seams, assembly, tests] },
      { path: engine, pathNot: `${engine}/[^/]+$` },
    ),
    forbid(
      "records-below-seams",
      "Records lie below the plugin seams.",
      { path: `${engine}/[^/]+$`, pathNot: [seams, assembly, tests] },
      { path: [seams, assembly] },
    ),
    forbid(
      "seams-know-records-alone",
      "A plugin seam says what a plugin is, not how it is used.",
      { path: seams },
      { path: [folder("[^/]+"), assembly] },
    ),
    forbid(
      "kinds-below-evaluation",
      "Kinds and conditions are plugins: they know records and seams.",
      { path: folder("kinds|condition"), pathNot: tests },
      { path: [folder("evaluate|stores|testing|rule-file"), assembly] },
    ),
    forbid(
      "evaluation-below-engine",
      "Evaluation is pure: no store, and nothing of the engine that uses it.",
      { path: folder("evaluate"), pathNot: tests },
      { path: [folder("stores|testing|rule-file"), assembly] },
    ),
    forbid(
      "stores-know-no-engine",
      "A store keeps what it is given; it knows records and seams.",
      { path: folder("stores"), pathNot: tests },
      { path: [folder("evaluate|kinds|condition|testing|rule-file"), assembly] },
    ),
    {
      name: "main-entry-runs-in-a-browser",
      comment: "No store, database driver or Node.js API is reached from the engine's main entry.",
      severity: "error",
      from: { path: `${engine}/index\\.ts$` },
      to: {
        path: [
          folder("stores|testing"),
          `${engine}/rule-file/(check|load|watch)\\.ts$`,
          "(^|/)node_modules/(kysely|better-sqlite3|pg|chokidar|jsonc-parser)/",
        ],
        reachable: true,
      },
    },
    forbid(
      "main-entry-needs-no-node-module",
      "No Node.js API below the main entry.",
      {
        path: [`${engine}/[^/]+$`, folder("kinds|condition|evaluate|engine")],
        pathNot: [tests, `${engine}/files\\.ts$`],
      },
      { dependencyTypes: ["core"] },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|coverage|examples/dashboard/public)/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@mcm/source", "import", "types", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".d.ts"],
    },
    moduleSystems: ["es6"],
  },
};

export default configuration;
