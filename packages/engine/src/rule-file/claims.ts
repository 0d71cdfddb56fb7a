import type { Rule } from "../rule.js";
import type { RuleFile } from "./check.js";
import { byPath } from "./list-files.js";
import type { RuleProblem } from "./problem.js";

/*
 * Which file a name belongs to. Of two files that give their rules one name, the one that had it first keeps it; at
 * the start that is the first in the order of paths. The other waits, and takes over when the first goes.
 */

/** What some files' new content changed. */
export interface ClaimsChange {
  readonly added: readonly Rule[];
  readonly changed: readonly Rule[];
  readonly removed: readonly Rule[];
  /** What is wrong with the files that were given. */
  readonly problems: readonly RuleProblem[];
}

/** The rules of some files, by their names. */
export interface Claims {
  /** The rules that count, in the order of their files' paths. */
  readonly rules: () => readonly Rule[];
  /** All that is wrong with the files now, in the order of their paths. */
  readonly problems: () => readonly RuleProblem[];
  /** Files that hold the names of these, where they are others: look at them too before saying that a name is taken. */
  readonly rivals: (files: readonly RuleFile[]) => readonly string[];
  /** Whether something is wrong with one of these files. */
  readonly isFaulty: (files: readonly string[]) => boolean;
  /** The files that are known. */
  readonly files: () => Iterable<string>;
  /** Takes in what files hold now, or that they are gone. Of a file that became faulty the last good rule stays. */
  readonly update: (files: readonly RuleFile[], gone: readonly string[]) => ClaimsChange;
}

/** A file as it is known: its last good rule, and what is wrong with it now. */
interface Known {
  readonly rule: Rule | null;
  readonly problems: readonly RuleProblem[];
}

/** Makes claims without files. `nameTaken` words the problem of a file whose rule's name is another's. */
export function createClaims(nameTaken: (file: string, name: string, holder: string) => RuleProblem): Claims {
  const known = new Map<string, Known>();
  const claimants = new Map<string, Set<string>>();
  const holders = new Map<string, string>();
  /** The known files in order; null where one came or went since. */
  let order: readonly string[] | null = null;

  const ruleOf = (name: string): Rule | undefined => known.get(holders.get(name) ?? "")?.rule ?? undefined;

  function set(file: string, next: Known | undefined): void {
    const before = known.get(file)?.rule?.name;
    if (before !== undefined) claimants.get(before)?.delete(file);
    if (!next || !known.has(file)) order = null;
    if (!next) {
      known.delete(file);
      return;
    }
    known.set(file, next);
    const name = next.rule?.name;
    if (name === undefined) return;
    const others = claimants.get(name);
    if (others) others.add(file);
    else claimants.set(name, new Set([file]));
  }

  /** Gives a name to the file that has it, or else to the first that wants it. */
  function settle(name: string): void {
    const files = claimants.get(name);
    const holder = holders.get(name);
    if (holder !== undefined && files?.has(holder)) return;
    const [first] = [...(files ?? [])].sort(byPath);
    if (first !== undefined) holders.set(name, first);
    else {
      holders.delete(name);
      claimants.delete(name);
    }
  }

  function problemsOf(file: string): readonly RuleProblem[] {
    const { rule, problems = [] } = known.get(file) ?? {};
    const holder = rule ? holders.get(rule.name) : file;
    return rule && holder !== undefined && holder !== file
      ? [...problems, nameTaken(file, rule.name, holder)]
      : problems;
  }

  function inOrder(): readonly string[] {
    order ??= [...known.keys()].sort(byPath);
    return order;
  }

  return {
    files: () => known.keys(),
    isFaulty: (files) => files.some((file) => problemsOf(file).length > 0),
    rules: () =>
      inOrder().flatMap((file) => {
        const rule = known.get(file)?.rule;
        return rule && holders.get(rule.name) === file ? [rule] : [];
      }),
    problems: () => inOrder().flatMap(problemsOf),
    rivals: (files) =>
      files.flatMap(({ file, rule }) => {
        const holder = rule ? holders.get(rule.name) : undefined;
        return holder === undefined || holder === file ? [] : [holder];
      }),
    update: (files, gone) => {
      const names = new Set<string>();
      const touch = (file: string, rule: Rule | null): void => {
        for (const name of [known.get(file)?.rule?.name, rule?.name]) if (name !== undefined) names.add(name);
      };
      for (const { file, rule } of files) touch(file, rule);
      for (const file of gone) touch(file, null);
      const before = new Map([...names].map((name) => [name, ruleOf(name)]));
      for (const { file, rule, problems } of files) {
        const last = known.get(file)?.rule ?? null;
        set(file, { rule: rule && last && isSame(rule, last) ? last : (rule ?? last), problems });
      }
      for (const file of gone) set(file, undefined);
      for (const name of names) settle(name);
      const problems = files.flatMap(({ file }) => problemsOf(file));
      return { ...differences(before, ruleOf), problems };
    },
  };
}

function differences(before: ReadonlyMap<string, Rule | undefined>, now: (name: string) => Rule | undefined) {
  const added: Rule[] = [];
  const changed: Rule[] = [];
  const removed: Rule[] = [];
  for (const [name, old] of before) {
    const rule = now(name);
    if (rule && !old) added.push(rule);
    else if (old && !rule) removed.push(old);
    else if (old && rule && !isSame(old, rule)) changed.push(rule);
  }
  return { added, changed, removed };
}

/** Whether two rules say the same; rules of files are JSON. */
const isSame = (a: Rule, b: Rule): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
