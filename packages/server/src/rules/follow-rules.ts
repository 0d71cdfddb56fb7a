import type { Engine } from "@mcm/engine";
import type { RuleChange } from "@mcm/engine/files";
import { say, sayError } from "../terminal/output.js";
import { besideBuiltin, checkPaths, sayProblem } from "./rule-folders.js";

/** Rule files that are being followed. */
export interface FollowedRules {
  /** Ends it; the engine keeps the rules that it has. */
  close(): Promise<void>;
}

/**
 * Gives an engine the rules of some folders beside the built-in ones, and goes on with what happens to their files. What
 * is wrong with them, now and later, is said; the last good version of a rule stays.
 *
 * @throws {UsageError} when a folder is not there at the start.
 */
export async function followRules(engine: Pick<Engine, "load">, folders: readonly string[]): Promise<FollowedRules> {
  if (folders.length === 0) return { close: () => Promise.resolve() };
  checkPaths(folders);
  // Loaded here, as most runs of the command name no folder.
  const { watchRules } = await import("@mcm/engine/files");
  const watch = await watchRules(folders, { onChange: (change) => take(engine, change) });
  for (const problem of watch.problems) sayProblem(problem);
  engine.load(besideBuiltin(watch.rules, say));
  return { close: watch.close };
}

function take(engine: Pick<Engine, "load">, { rules, added, changed, removed, problems }: RuleChange): void {
  for (const problem of problems) sayProblem(problem);
  if (added.length + changed.length + removed.length === 0) return;
  try {
    engine.load(besideBuiltin(rules, say));
  } catch (error) {
    sayError(error);
    return;
  }
  const names = (list: typeof rules) => list.map(({ name }) => name).join(", ");
  for (const [word, list] of Object.entries({ added, changed, removed })) {
    if (list.length > 0) say(`rules ${word}: ${names(list)}`);
  }
}
