import { existsSync, statSync } from "node:fs";
import type { Rule } from "@mcm/engine";
import { UsageError } from "../usage-error.js";
import type { ChosenRule } from "./chosen-rules.js";
import { versionAt } from "./git-version.js";
import { sayProblem } from "./rule-folders.js";

/**
 * Other versions of chosen rules: those of a folder or file, or those that their files held at a git ref. Where a folder
 * was chosen, rules that only the other version has are among them. What has an error there is said and left out.
 *
 * @throws {UsageError} for a built-in rule, which has no file, and for what is neither a folder nor a git ref.
 */
export async function otherVersions(
  against: string,
  words: readonly string[],
  chosen: readonly ChosenRule[],
): Promise<readonly Rule[]> {
  const builtin = chosen.find(({ file }) => file === null);
  if (builtin) throw new UsageError(`rule "${builtin.rule.name}" is built in and has no file; compare rules of files`);
  const names = new Set(chosen.map(({ rule }) => rule.name));
  const paths = words.map((word) => chosen.find(({ rule }) => rule.name === word)?.file ?? word);
  if (!existsSync(against)) return rulesAt(against, [...new Set(paths)]);
  const rules = await goodRules([against], (file) => file);
  return paths.some((path) => statSync(path).isDirectory()) ? rules : rules.filter(({ name }) => names.has(name));
}

async function rulesAt(ref: string, paths: readonly string[]): Promise<readonly Rule[]> {
  const version = await versionAt(ref, paths);
  try {
    return await goodRules(version.paths, (file) => `${ref}:${version.nameOf(file)}`);
  } finally {
    await version.remove();
  }
}

async function goodRules(paths: readonly string[], nameOf: (file: string) => string): Promise<readonly Rule[]> {
  const { loadRules } = await import("@mcm/engine/files");
  return loadRules(paths, { onProblem: (problem) => sayProblem({ ...problem, file: nameOf(problem.file) }) });
}
