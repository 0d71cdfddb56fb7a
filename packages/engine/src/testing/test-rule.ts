import { canonicalJson } from "../digest.js";
import type { Problem } from "../engine.js";
import { createEvaluator } from "../evaluate/create-evaluator.js";
import type { EventInput } from "../event.js";
import type { EvaluatedFinding } from "../finding.js";
import { type Rule, ruleFields } from "../rule.js";
import { withoutChance } from "./without-chance.js";

/** Events, and what a rule makes of them. */
export interface RuleCase {
  /** Says what the events are: "five in ten minutes". */
  readonly name: string;
  readonly events: readonly EventInput[];
  /** The findings in the order of their times, as far as they matter here. */
  readonly finds?:
    | readonly { readonly [Field in keyof EvaluatedFinding]?: EvaluatedFinding[Field] | undefined }[]
    | undefined;
}

/** What a rule must find, and what it must not. */
export interface RuleCases {
  readonly hits: readonly RuleCase[];
  readonly misses: readonly RuleCase[];
}

/**
 * Checks a rule against cases, strictly. Both lists hold at least one case; a hit loses a finding with its last
 * event; a miss holds an event that the rule listens to, if only some of
 * those are findings; each case finds the same when its events come shuffled,
 * one by one and twice; and the rule looks at no clock and draws no random number.
 *
 * @throws {Error} at the first case that fails, saying which and why.
 */
export function testRule(rule: Rule, { hits, misses }: RuleCases): void {
  if (hits.length === 0 || misses.length === 0) {
    throw new Error(`rule "${rule.name}": a test needs at least one hit and one miss`);
  }
  for (const one of hits) testHit(rule, one);
  for (const one of misses) testMiss(rule, one);
}

function testHit(rule: Rule, one: RuleCase): void {
  const fail = failure(rule, "hit", one);
  const found = findAnyhow(rule, one, fail);
  if (found.length === 0) throw fail("found nothing");
  compare(found, one.finds, fail);
  const sorted = [...one.events].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
  if (find(rule, [sorted.slice(0, -1)], fail).length >= found.length) {
    throw fail("finds as much without its last event; leave out the events that are not needed");
  }
}

function testMiss(rule: Rule, one: RuleCase): void {
  const fail = failure(rule, "miss", one);
  const { on } = rule;
  if (on && isSelective(rule) && !one.events.some((event) => on.includes(event.event_type))) {
    throw fail(`holds no event that the rule listens to (${on.join(", ")}), so it shows nothing`);
  }
  if (one.events.length === 0) throw fail("holds no event, so it shows nothing");
  const found = findAnyhow(rule, one, fail);
  if (found.length > 0) throw fail(`found ${found.map(({ description }) => `"${description}"`).join(", ")}`);
}

/** Whether there can be an event that the rule listens to and that is no finding. */
function isSelective(rule: Rule): boolean {
  return rule.when !== undefined || Object.keys(rule).some((key) => !(key in ruleFields.shape));
}

type Fail = (fact: string) => Error;

function failure(rule: Rule, list: "hit" | "miss", { name }: RuleCase): Fail {
  return (fact) => new Error(`rule "${rule.name}", ${list} "${name}": ${fact}`);
}

/** What the rule finds, provided that it finds the same however the events come. */
function findAnyhow(rule: Rule, { events }: RuleCase, fail: Fail): EvaluatedFinding[] {
  const found = find(rule, [events], fail);
  const ways: [string, readonly (readonly EventInput[])[]][] = [
    ["come in reverse", [[...events].reverse()]],
    ["come one by one", events.map((event) => [event])],
    ["come one by one in reverse", events.map((event) => [event]).reverse()],
    ["come twice", [events, events]],
    ["come shuffled, in two parts", halves(shuffled(events))],
  ];
  for (const [way, batches] of ways) {
    if (essence(find(rule, batches, fail)) !== essence(found))
      throw fail(`finds something else when its events ${way}`);
  }
  return found;
}

/** What the rule finds in some batches, oldest first. */
function find(rule: Rule, batches: readonly (readonly EventInput[])[], fail: Fail): EvaluatedFinding[] {
  const onProblem = ({ message }: Problem): never => {
    throw fail(message);
  };
  const evaluator = createEvaluator({ rules: [rule], onProblem });
  withoutChance("a rule depends on its events alone", () => {
    for (const events of batches) evaluator.evaluate(events);
  });
  return evaluator.findings();
}

/** What of findings depends on the set of events alone: not how often they were amended, nor events' numbers. */
function essence(findings: readonly EvaluatedFinding[]): string {
  return canonicalJson(findings.map(({ event_id: _, revision: __, ...rest }) => rest));
}

function compare(found: readonly EvaluatedFinding[], wanted: RuleCase["finds"], fail: Fail): void {
  if (!wanted) return;
  if (found.length !== wanted.length) {
    throw fail(
      `found ${found.length} findings, not ${wanted.length}: ${canonicalJson(found.map(({ description }) => description))}`,
    );
  }
  wanted.forEach((fields, index) => {
    for (const [field, value] of Object.entries(fields)) {
      const actual = (found[index] as unknown as Record<string, unknown>)[field];
      if (canonicalJson(actual) !== canonicalJson(value)) {
        throw fail(`finding ${index + 1} has ${field} ${canonicalJson(actual)}, not ${canonicalJson(value)}`);
      }
    }
  });
}

/** Another order, always the same one: a test that fails must fail again. */
function shuffled<T>(list: readonly T[]): T[] {
  const rank = new Map(list.map((one, index) => [one, (index * 7919 + 13) % 104_729]));
  return [...list].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
}

function halves<T>(list: readonly T[]): T[][] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}
