import { McmError } from "../errors.js";
import type { Rule } from "../rule.js";
import { placeOfField, type RuleFile, textChecker } from "./check.js";
import { createClaims } from "./claims.js";
import type { RuleVocabulary } from "./find-faults.js";
import { byPath, listRuleFiles } from "./list-files.js";
import { describeProblem, type RuleProblem } from "./problem.js";
import { readRuleFile, readRuleFiles } from "./read-files.js";

/** How rule files are loaded. */
export interface LoadRulesOptions extends RuleVocabulary {
  /** Told of each file that is left out, and why. Without it one error tells of all, and nothing is loaded. */
  readonly onProblem?: ((problem: RuleProblem) => void) | undefined;
}

/**
 * The rules of a folder, or of several folders and files, in the order of their paths. Every `.json` and `.jsonc` file
 * is one, however deep it lies; left out are hidden files, `node_modules`, schemas and what editors keep beside their files.
 * The files' own tests are not looked at.
 *
 * @throws {McmError} `invalid_rule` with a line for each problem, where `onProblem` is not given.
 */
export async function loadRules(paths: string | readonly string[], options: LoadRulesOptions = {}): Promise<Rule[]> {
  const { onProblem, ...vocabulary } = options;
  const listing = listAll(paths);
  const claims = createClaims(nameTaken);
  const read = await readRuleFiles(listing.files, textChecker(vocabulary, "rule"));
  const problems = [...listing.problems, ...claims.update(read, []).problems];
  if (problems.length > 0 && !onProblem) throw new McmError("invalid_rule", problems.map(describeProblem).join("\n"));
  for (const problem of problems) onProblem?.(problem);
  return [...claims.rules()];
}

/** The rule files of some folders and files, each once. */
export function listAll(paths: string | readonly string[]) {
  const listings = [paths].flat().map(listRuleFiles);
  return {
    files: [...new Set(listings.flatMap(({ files }) => files))],
    problems: listings.flatMap(({ problems }) => problems),
  };
}

/**
 * Checks all rule files of a folder, or of several folders and files, with their tests, and tells everything that is
 * wrong or looks wrong. In the order of their paths; a folder that cannot be read counts as a file.
 */
export async function checkRules(
  paths: string | readonly string[],
  vocabulary: RuleVocabulary = {},
): Promise<readonly RuleFile[]> {
  const listing = listAll(paths);
  const files = await readRuleFiles(listing.files, textChecker(vocabulary, "everything"));
  const claims = createClaims(nameTaken);
  claims.update(files, []);
  const byFile = Map.groupBy(claims.problems(), ({ file }) => file);
  const unread = listing.problems.map((problem) => ({
    file: problem.file,
    rule: null,
    tests: null,
    problems: [problem],
  }));
  const checked = files.map((one) => ({ ...one, problems: byFile.get(one.file) ?? [] }));
  return [...unread, ...checked].sort((a, b) => byPath(a.file, b.file));
}

/** That a file's rule has the name of another's; its place is looked up anew, as texts are not kept. */
export function nameTaken(file: string, name: string, holder: string): RuleProblem {
  const message = `"name" (${JSON.stringify(name)}) is that of the rule in ${holder}; rename one of them`;
  let place = { line: 1, column: 1 };
  readRuleFile(file, (text) => {
    place = placeOfField(text, "name");
    return { file, rule: null, tests: null, problems: [] };
  });
  return { file, ...place, level: "error", id: "duplicate-name", message, rule_name: name };
}
