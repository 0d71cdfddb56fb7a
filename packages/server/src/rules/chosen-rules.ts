import { existsSync } from "node:fs";
import type { Rule } from "@mcm/engine";
import type { RuleFile } from "@mcm/engine/files";
import { builtinRules } from "@mcm/rules-builtin";
import { UsageError } from "../usage-error.js";
import { checkRuleFiles, isFaulty } from "./check-rules.js";
import { brokenFiles, sayErrors } from "./rule-folders.js";

/** A rule that was asked for, and the file that it comes from; null for a built-in one. */
export interface ChosenRule {
  readonly rule: Rule;
  readonly file: string | null;
}

/**
 * The rules that words ask for: names of built-in rules or of rules in the folders, and paths of rule files and folders.
 * A word with a slash or that ends in `.json` or `.jsonc` is a path, and so is one that no rule has for a name but a file
 * or folder has. What is wrong with other files of the folders matters only where a name is not found.
 *
 * @throws {UsageError} for a word that is neither, and when a file that was asked for has an error.
 */
export async function chosenRules(
  words: readonly string[],
  folders: readonly string[],
): Promise<readonly ChosenRule[]> {
  const files = folders.length === 0 ? [] : await checkRuleFiles(folders);
  const known = [...builtinRules.map((rule) => ({ rule, file: null })), ...files.flatMap(soundRule)];
  const chosen: ChosenRule[] = [];
  for (const word of words) {
    const named = known.find(({ rule }) => rule.name === word);
    if (named && !isPath(word)) chosen.push(named);
    else if (isPath(word) || existsSync(word)) chosen.push(...(await soundRules(word)));
    else {
      sayErrors(files);
      throw unknownRule(word, known);
    }
  }
  const byName = new Map(chosen.map((one) => [one.rule.name, one]));
  return [...byName.values()];
}

const isPath = (word: string): boolean => /[\\/]|\.jsonc?$/.test(word);

/** The rules of a file or folder, all of them sound. */
async function soundRules(path: string): Promise<readonly ChosenRule[]> {
  const files = await checkRuleFiles([path]);
  const faulty = files.filter(isFaulty);
  sayErrors(faulty);
  if (faulty.length > 0) throw brokenFiles(faulty.length);
  return files.flatMap(soundRule);
}

const soundRule = (checked: RuleFile): ChosenRule[] =>
  checked.rule && !isFaulty(checked) ? [{ rule: checked.rule, file: checked.file }] : [];

function unknownRule(name: string, known: readonly ChosenRule[]): UsageError {
  const names = known.map(({ rule }) => rule.name);
  const list = names.length > 20 ? `${names.slice(0, 20).join(", ")} and ${names.length - 20} more` : names.join(", ");
  const remedy = "give the folder of another one with --rules, or the path of its file";
  return new UsageError(`there is no rule ${JSON.stringify(name)}; there are ${list}; ${remedy}`);
}
