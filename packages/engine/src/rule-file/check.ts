import type { Rule } from "../rule.js";
import type { RuleFileCases } from "./cases.js";
import { type Closeness, type FaultFinder, faultFinder, type RuleVocabulary } from "./find-faults.js";
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

/** Problems told of one file; what is wrong beyond them shows once these are mended. */
const maximumProblems = 100;

/** Checks texts with what was prepared once. */
export type TextChecker = (text: string, file: string) => RuleFile;

/**
 * Checks the text of a rule file, its tests included: JSON, with comments and trailing commas as they come. Tells all
 * that is wrong or looks wrong at once, each with its line and column. Never throws, whatever the text.
 */
export function checkRuleText(text: string, { file, ...vocabulary }: CheckOptions): RuleFile {
  return textChecker(vocabulary, "everything")(text, file);
}

/** Prepares a check of many texts. */
export function textChecker(vocabulary: RuleVocabulary, closeness: Closeness): TextChecker {
  const find = faultFinder(vocabulary, closeness);
  return (text, file) => {
    const quick = faultlessDocument(text, find);
    const { document, problems } =
      quick === undefined ? fullCheck(text, file, find) : { document: quick, problems: [] };
    if (problems.some(({ level }) => level === "error")) return { file, rule: null, tests: null, problems };
    const { tests = null } = document as RuleDocument;
    return { file, rule: ruleOf(document as RuleDocument), tests: closeness === "everything" ? tests : null, problems };
  };
}

/** The document of a text in plain JSON that has nothing to tell of; undefined where places in the text are needed. */
function faultlessDocument(text: string, find: FaultFinder): unknown {
  const { tooDeepAt, colons } = scan(text);
  if (text.length > maximumSize || tooDeepAt !== null) return undefined;
  const document = parsed(text);
  if (document === undefined) return undefined;
  const { faults, keys } = find(document);
  return keys === colons && faults.length === 0 ? document : undefined;
}

/** The document, or undefined where it is no plain JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a text with its places. */
function fullCheck(withMark: string, file: string, find: FaultFinder) {
  const text = withoutMark(withMark);
  const { document, faults } = locatedFaults(text, find);
  const rule_name = nameOf(document);
  const errorsFirst = faults.toSorted((a, b) => Number(a.level === "warning") - Number(b.level === "warning"));
  const problems = errorsFirst
    .slice(0, maximumProblems)
    .map((fault) => ({ ...fault, offset: typeof fault.offset === "number" ? fault.offset : fault.offset() }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, level, id, message }): RuleProblem => {
      return { file, ...placeOf(text, offset), level, id, message, rule_name };
    });
  return { document, problems };
}

/** A fault in a text; looking for its place takes time where there are many. */
type LocatedFault = Omit<Fault, "path" | "at"> & { readonly offset: number | (() => number) };

function locatedFaults(text: string, find: FaultFinder): { document?: unknown; faults: readonly LocatedFault[] } {
  if (text.length > maximumSize) return { faults: [{ ...oversize, level: "error", offset: 0 }] };
  const { tooDeepAt } = scan(text);
  if (tooDeepAt !== null) {
    return { faults: [{ id: "nesting", message: nestingMessage, level: "error", offset: tooDeepAt }] };
  }
  const { document, faults, offsetOf } = parseText(text);
  if (document === undefined) return { faults };
  const inDocument = find(document).faults.map((fault) => ({ ...fault, offset: () => offsetOf(fault) }));
  return { document, faults: [...faults, ...inDocument] };
}

/** Says that a file is too large. */
export const oversize = { id: "file-size", message: "the file is larger than 1 MiB; a rule file holds one rule" };

/** Where the value of a field stands in a rule file that can be parsed. */
export function placeOfField(text: string, field: string): { readonly line: number; readonly column: number } {
  const plain = withoutMark(text);
  if (scan(plain).tooDeepAt !== null) return { line: 1, column: 1 };
  return placeOf(plain, parseText(plain).offsetOf({ path: [field] }));
}

const withoutMark = (text: string): string => text.replace(/^\ufeff/, "");

/** Line and column of an offset, from 1; lines end as editors see it. */
function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
