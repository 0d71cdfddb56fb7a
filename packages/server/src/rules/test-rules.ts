import type { Rule } from "@mcm/engine";
import type { RuleFile } from "@mcm/engine/files";
import { type RuleCase, type RuleCases, testRule } from "@mcm/engine/testing";
import { messageOf } from "../message-of.js";

/** How one case of a rule's own tests came out. */
export interface CaseResult {
  readonly file: string;
  readonly rule_name: string;
  readonly list: "hit" | "miss";
  readonly name: string;
  readonly outcome: "passed" | "failed" | "not_run";
  /** Why it did not pass. */
  readonly reason: string | null;
}

/** How the tests of one rule file came out. */
export interface TestedFile {
  readonly file: string;
  readonly rule_name: string;
  readonly cases: readonly CaseResult[];
  /** What keeps its tests from being run as a whole: a file without any, or a list without a case. */
  readonly gap: string | null;
}

/** Runs the tests that rule files carry, each case by itself. */
export function testRuleFile({ file, rule, tests }: RuleFile & { readonly rule: Rule }): TestedFile {
  const tested = { file, rule_name: rule.name };
  // What a file leaves out is not there, and never undefined.
  const { hits, misses } = tests ?? { hits: [], misses: [] };
  const [firstMiss] = misses;
  if (!firstMiss || hits.length === 0) return { ...tested, cases: [], gap: gapOf(hits, misses) };
  const results = (list: CaseResult["list"], cases: readonly RuleCase[], judge: (one: RuleCase) => Verdict) =>
    cases.map((one): CaseResult => ({ ...tested, list, name: one.name, ...judge(one) }));
  // Most pass, and all at once takes half the time of one by one.
  if (failureOf(rule, { hits, misses }) === null) {
    return {
      ...tested,
      cases: [...results("hit", hits, () => passed), ...results("miss", misses, () => passed)],
      gap: null,
    };
  }
  const hitResults = results("hit", hits, (hit) => verdictOn("hit", rule, { hits: [hit], misses: [firstMiss] }));
  const good = hits.find((_, index) => hitResults[index]?.outcome === "passed");
  const missResults = results("miss", misses, (miss) =>
    good ? verdictOn("miss", rule, { hits: [good], misses: [miss] }) : notRun,
  );
  return { ...tested, cases: [...hitResults, ...missResults], gap: null };
}

type Verdict = Pick<CaseResult, "outcome" | "reason">;

const passed: Verdict = { outcome: "passed", reason: null };
const notRun: Verdict = { outcome: "not_run", reason: "a miss shows nothing while no hit passes" };

function gapOf(hits: readonly RuleCase[], misses: readonly RuleCase[]): string {
  if (hits.length + misses.length === 0) return "has no tests; show with a hit and a miss what it finds";
  return hits.length === 0 ? "has no hit among its tests; add one" : "has no miss among its tests; add one";
}

/** How the one hit, or the one miss, of two cases comes out: the message names the case that fails. */
function verdictOn(list: CaseResult["list"], rule: Rule, { hits, misses }: RuleCases): Verdict {
  const message = failureOf(rule, { hits, misses });
  const other = `rule "${rule.name}", ${list === "hit" ? "miss" : "hit"} "`;
  if (message === null || message.startsWith(other)) return passed;
  const [one] = list === "hit" ? hits : misses;
  const own = `rule "${rule.name}", ${list} "${one?.name}": `;
  return { outcome: "failed", reason: message.startsWith(own) ? message.slice(own.length) : message };
}

function failureOf(rule: Rule, cases: RuleCases): string | null {
  try {
    testRule(rule, cases);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
