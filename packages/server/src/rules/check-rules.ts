import type { RuleFile, RuleProblem } from "@mcm/engine/files";
import { builtinNames, checkPaths } from "./rule-folders.js";

/**
 * What the rule files of some folders and files hold, and all that is wrong with them.
 *
 * @throws {UsageError} when a path is not there.
 */
export async function checkRuleFiles(paths: readonly string[]): Promise<readonly RuleFile[]> {
  checkPaths(paths);
  const { checkRules } = await import("@mcm/engine/files");
  return (await checkRules(paths)).map(withBuiltinNames);
}

/** A rule may not have the name of a built-in one. */
function withBuiltinNames(file: RuleFile): RuleFile {
  const { rule, problems } = file;
  if (!rule || !builtinNames.has(rule.name)) return file;
  const message = `"name" (${JSON.stringify(rule.name)}) is that of a built-in rule; rename it`;
  const place = { file: file.file, line: 1, column: 1, rule_name: rule.name };
  const problem: RuleProblem = { ...place, level: "error", id: "duplicate-name", message };
  return { ...file, problems: [problem, ...problems] };
}

/** Whether a file may be worked with. */
export const isFaulty = ({ problems }: RuleFile): boolean => problems.some(({ level }) => level === "error");
