import { Command } from "commander";
import { say } from "../terminal/output.js";
import { version } from "../version.js";
import { dbCommand } from "./db.js";
import { eventsCommand } from "./events.js";
import { findingsCommand } from "./findings.js";
import { ingestCommand } from "./ingest.js";
import { rulesCommand } from "./rules/rules.js";
import { addRulesFlag } from "./rules-flag.js";
import { runCommand } from "./run.js";
import { serveCommand } from "./serve.js";
import { statsCommand } from "./stats.js";

const commands = [
  ...[serveCommand, ingestCommand, runCommand, rulesCommand],
  ...[eventsCommand, findingsCommand, statsCommand, dbCommand],
];

/** The `mcm` command with all it can do. Throws a `CommanderError` instead of ending the process. */
export function createProgram(): Command {
  const program = new Command("mcm")
    .description("Mini Compliance Monitor: sources in, rules over them, findings out.")
    .version(version)
    .option("--db <database>", "SQLite file or postgres:// URL (MCM_DB, DATABASE_URL; default mcm.db)")
    .option("--no-migrate", "refuse a database of an older schema instead of bringing it up to date")
    .option("--json", "print data as JSON, one object a line")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (message) => say(`mcm: ${oneLine(message)}`) })
    .exitOverride();
  addRulesFlag(program);
  for (const add of commands) add(program);
  return program;
}

/** The parser's message without its prefix, on one line. */
function oneLine(message: string): string {
  return message
    .trim()
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ");
}
