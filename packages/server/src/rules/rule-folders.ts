import { existsSync } from "node:fs";
import type { Rule } from "@mcm/engine";
import type { RuleProblem } from "@mcm/engine/files";
import { builtinRules } from "@mcm/rules-builtin";
import { say } from "../terminal/output.js";
import { UsageError } from "../usage-error.js";
import { type Overrides, overridden } from "./overridden.js";

/** Which rules a command works with, beside the built-in ones. */
export interface RuleChoice {
  /** Folders and files of rules. */
  readonly folders: readonly string[];
  /** What is to be different about any of them, and about built-in ones. */
  readonly overrides: Overrides;
}

/**
 * The built-in rules and those of some folders and files, as overrides have them. Problems are said one by one before it
 * throws.
 *
 * @throws {UsageError} when a path is not there, a file among them has an error, or an override is not usable.
 */
export async function rulesOf({ folders, overrides }: RuleChoice): Promise<readonly Rule[]> {
  return overridden(await writtenRules(folders), overrides);
}

async function writtenRules(paths: readonly string[]): Promise<readonly Rule[]> {
  if (paths.length === 0) return builtinRules;
  checkPaths(paths);
  // Loaded here, as most runs of the command name no folder.
  const { loadRules } = await import("@mcm/engine/files");
  const problems: RuleProblem[] = [];
  const rules = await loadRules(paths, { onProblem: (problem) => void problems.push(problem) });
  const all = besideBuiltin(rules, (fact) => {
    throw new UsageError(fact);
  });
  if (problems.length === 0) return all;
  for (const problem of problems) sayProblem(problem);
  throw brokenFiles(new Set(problems.map(({ file }) => file)).size);
}

/** The error for so many rule files that have errors. */
export function brokenFiles(count: number): UsageError {
  const fact = count === 1 ? "a rule file has errors" : `${count} rule files have errors`;
  return new UsageError(`${fact}; mend ${count === 1 ? "it" : "them"}, or see more with "mcm rules check"`);
}

/** The names that rules of files may not have. */
export const builtinNames: ReadonlySet<string> = new Set(builtinRules.map(({ name }) => name));

/** Rules of files beside the built-in ones, which keep their names; whoever takes one is left out and told. */
export function besideBuiltin(rules: readonly Rule[], tell: (fact: string) => void): readonly Rule[] {
  const others = rules.filter(({ name }) => {
    if (builtinNames.has(name)) tell(`rule "${name}" has the name of a built-in rule; rename it`);
    return !builtinNames.has(name);
  });
  return [...builtinRules, ...others];
}

/** @throws {UsageError} for a path that is not there: a folder that was misspelt would be one without rules. */
export function checkPaths(paths: readonly string[]): void {
  const missing = paths.find((path) => !existsSync(path));
  if (missing === undefined) return;
  const fact = `there is no rule file or folder ${JSON.stringify(missing)}`;
  throw new UsageError(`${fact}; correct the path, or make a rule with "mcm rules init"`);
}

/** Says a problem as compilers do: `rules/a.json:7:5: message`. */
export function sayProblem({ file, line, column, message }: RuleProblem): void {
  say(`${file}:${line}:${column}: ${message}`);
}

/** Says the errors of files, and leaves their warnings to "mcm rules check". */
export function sayErrors(files: readonly { readonly problems: readonly RuleProblem[] }[]): void {
  for (const problem of files.flatMap(({ problems }) => problems)) if (problem.level === "error") sayProblem(problem);
}
