import type { Rule } from "../rule.js";
import type { RuleFileCases } from "./cases.js";
import { type FaultFinder, faultFinder, type RuleVocabulary } from "./find-faults.js";
import { nameOf, ruleOf } from "./parse-rule.js";
import { parseText } from "./parse-text.js";
import type { Fault, RuleProblem } from "./problem.js";
import { scan } from "./scan.js";
import type { RuleDocument } from "./schema.js";
import { nestingMessage } from "./structure.js";

/** What a rule file turned out to be. */
export interface RuleFile {
  readonly file: string;
  /** The rule; null where the file has an error. */
  readonly rule: Rule | null;
  /** The file's own tests, where it has some and was checked with them. */
  readonly tests: RuleFileCases | null;
  /** In the order of the text. */
  readonly problems: readonly RuleProblem[];
}

/** What a check is told. */
export interface CheckOptions extends RuleVocabulary {
  /** The file's path, for the problems. */
  readonly file: string;
}

/** The largest rule file, in bytes: 1 MiB. */
export const maximumSize = 1024 * 1024;

/** Checks texts with what was prepared once. */
export type TextChecker = (text: string, file: string) => RuleFile;

/**
 * Checks the text of a rule file, its tests included: JSON, with comments and trailing commas as they come. Tells all
 * that is wrong or looks wrong at once, each with its line and column. Never throws, whatever the text.
 */
export function checkRuleText(text: string, { file, ...vocabulary }: CheckOptions): RuleFile {
  return textChecker(vocabulary, { tests: true })(text, file);
}

/** Prepares a check of many texts. Without `tests`, neither tests nor warnings are looked at. */
export function textChecker(vocabulary: RuleVocabulary, { tests }: { readonly tests: boolean }): TextChecker {
  const find = faultFinder(vocabulary, tests);
  return (text, file) => quickCheck(text, file, find, tests) ?? fullCheck(text, file, find, tests);
}

/** The outcome for a file in plain JSON without any problem; null where places in the text are needed. */
function quickCheck(text: string, file: string, find: FaultFinder, tests: boolean): RuleFile | null {
  const { tooDeepAt, colons } = scan(text);
  if (text.length > maximumSize || tooDeepAt !== null) return null;
  const document = parsed(text);
  if (document === undefined) return null;
  const { faults, keys } = find(document);
  const isFine = keys === colons && !faults.some(({ level }) => tests || level === "error");
  return isFine ? outcome(file, document, tests, []) : null;
}

/** The document, or undefined where it is no plain JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fullCheck(withMark: string, file: string, find: FaultFinder, tests: boolean): RuleFile {
  const text = withMark.replace(/^\ufeff/, "");
  const refused = (fault: Omit<Fault, "path" | "level">, offset: number): RuleFile =>
    failed([{ file, ...placeOf(text, offset), level: "error", id: fault.id, message: fault.message, rule_name: null }]);
  const failed = (problems: readonly RuleProblem[]): RuleFile => ({ file, rule: null, tests: null, problems });

  if (text.length > maximumSize) return refused(oversize, 0);
  const { tooDeepAt } = scan(text);
  if (tooDeepAt !== null) return refused({ id: "nesting", message: nestingMessage }, tooDeepAt);
  const { document, faults: inText, offsetOf } = parseText(text);
  const inDocument = document === undefined ? [] : find(document).faults;
  const found = [...inText, ...inDocument.map((fault) => ({ ...fault, offset: offsetOf(fault) }))]
    .filter(({ level }) => tests || level === "error")
    .sort((a, b) => a.offset - b.offset);
  const rule_name = nameOf(document);
  const problems = found.map(({ offset, level, id, message }): RuleProblem => {
    return { file, ...placeOf(text, offset), level, id, message, rule_name };
  });
  return problems.some(({ level }) => level === "error") ? failed(problems) : outcome(file, document, tests, problems);
}

function outcome(file: string, document: unknown, tests: boolean, problems: readonly RuleProblem[]): RuleFile {
  const faultless = document as RuleDocument;
  return { file, rule: ruleOf(faultless), tests: (tests && faultless.tests) || null, problems };
}

/** Says that a file is too large. */
export const oversize = { id: "file-size", message: "the file is larger than 1 MiB; a rule file holds one rule" };

/** Line and column of an offset, from 1; lines end as editors see it. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
