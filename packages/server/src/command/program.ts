import { Command } from "commander";
import { loadConfig } from "../config/load-config.js";
import { say } from "../terminal/output.js";
import { version } from "../version.js";
import { dbCommand } from "./db.js";
import { eventsCommand } from "./events.js";
import { findingsCommand } from "./findings.js";
import { ingestCommand } from "./ingest.js";
import { initCommand } from "./init.js";
import { pullCommand } from "./pull.js";
import { rulesCommand } from "./rules/rules.js";
import { addRulesFlag } from "./rules-flag.js";
import { runCommand } from "./run.js";
import { serveCommand } from "./serve.js";
import { sourcesCommand } from "./sources.js";
import { statsCommand } from "./stats.js";

const commands = [
  ...[initCommand, serveCommand, ingestCommand, pullCommand, runCommand, rulesCommand],
  ...[sourcesCommand, eventsCommand, findingsCommand, statsCommand, dbCommand],
];

/** The `mcm` command with all it can do. Throws a `CommanderError` instead of ending the process. */
export function createProgram(): Command {
  const program = new Command("mcm")
    .description("Mini Compliance Monitor: sources in, rules over them, findings out.")
    .version(version)
    .option("--db <database>", "SQLite file or postgres:// URL (MCM_DB, DATABASE_URL; default mcm.db)")
    .option("--config <file>", "configuration (MCM_CONFIG; default mcm.config.ts or .json in the current folder)")
    .option("--no-migrate", "refuse a database of an older schema instead of bringing it up to date")
    .option("--json", "print data as JSON, one object a line")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (message) => say(`mcm: ${oneLine(message)}`) })
    .exitOverride();
  addRulesFlag(program);
  program.hook("preAction", (_, action) =>
    action.name() === "init" && action.parent === program ? undefined : configure(program),
  );
  for (const add of commands) add(program);
  return program;
}

/** Puts what the configuration says where neither a flag nor the environment says anything. */
async function configure(program: Command): Promise<void> {
  const flags = program.opts<{ config?: string; db?: string; rules?: readonly string[] }>();
  const config = await loadConfig(flags.config ?? (process.env.MCM_CONFIG || undefined), process.env);
  const isDatabaseSaid = flags.db !== undefined || process.env.MCM_DB || process.env.DATABASE_URL;
  if (!isDatabaseSaid && config.db !== undefined) program.setOptionValueWithSource("db", config.db, "config");
  if (flags.rules === undefined && config.rules) program.setOptionValueWithSource("rules", config.rules, "config");
  program.setOptionValueWithSource("loaded", config, "config");
}

/** The parser's message without its prefix, on one line. */
function oneLine(message: string): string {
  return message
    .trim()
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ");
}
