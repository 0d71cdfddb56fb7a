import type { Command } from "commander";
import { collect } from "./flags.js";

/** What `--rules` said. */
export interface RulesFlag {
  readonly rules?: readonly string[];
}

/** Gives the command `--rules`, for all that it does. */
export function addRulesFlag(program: Command): Command {
  return program.option("--rules <dir>", "folder of rule files, beside the built-in rules (repeatable)", collect);
}
