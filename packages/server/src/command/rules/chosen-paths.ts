import { UsageError } from "../../usage-error.js";
import type { RulesFlag } from "../rules-flag.js";

/**
 * The files and folders that a command is about: those it was given, else the folders of `--rules`.
 *
 * @throws {UsageError} when there are none.
 */
export function chosenPaths(paths: readonly string[], { rules = [] }: RulesFlag): readonly string[] {
  const chosen = paths.length > 0 ? paths : rules;
  if (chosen.length > 0) return chosen;
  throw new UsageError("there is nothing to look at; name rule files or folders, or give a folder with --rules");
}
