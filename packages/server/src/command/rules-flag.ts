import type { Command } from "commander";
import { configuredOverrides } from "../config/configured-overrides.js";
import type { RuleChoice } from "../rules/rule-folders.js";
import { configOf } from "./configured.js";
import { collect } from "./flags.js";

/** What `--rules` said. */
export interface RulesFlag {
  readonly rules?: readonly string[];
}

/** Gives the command `--rules`, for all that it does. */
export function addRulesFlag(program: Command): Command {
  return program.option("--rules <dir>", "folder of rule files, beside the built-in rules (repeatable)", collect);
}

/**
 * Which rules a command works with, as `--rules` and the configuration say.
 *
 * @throws {UsageError} for a file of overrides that cannot be read.
 */
export async function ruleChoiceOf(command: Command): Promise<RuleChoice> {
  const { rules: folders = [] } = command.optsWithGlobals<RulesFlag>();
  return { folders, overrides: await configuredOverrides(configOf(command)) };
}
