import { canonicalJson, digest } from "../digest.js";
import type { JsonObject, NewEvent, Severity } from "../event.js";
import { explainIssue } from "../explain-issue.js";
import type { Kind, Plan } from "../kind.js";
import { figuresOf } from "../kinds/figures.js";
import { matchPlan } from "../kinds/match.js";
import type { OperatorSet } from "../operator.js";
import { choiceReader } from "../path.js";
import { checkRuleFields, guidanceFields, invalidRule, type Rule, ruleFields } from "../rule.js";
import { parseTemplate, type Template } from "../template.js";
import { asker, type IndexedCondition } from "./asked.js";

/** A rule, checked and taken apart for evaluation. */
export interface CompiledRule {
  readonly rule: Rule;
  /** The rule's name as it was when it was compiled. */
  readonly name: string;
  readonly kind: string;
  readonly plan: Plan;
  readonly condition: IndexedCondition | null;
  /** Hash of all that decides what the rule finds and says. */
  readonly version: string;
  /** Hash of `on`, `when`, group key and value: rules that have it in common share points. */
  readonly match_set: string;
  readonly template: Template;
  readonly risk_score: number;
  /** The finding's `extra_data` as far as it is known beforehand. */
  readonly about: JsonObject;
}

/** What selects and groups events, with the rules that share it: tested once per event, stored once. */
export interface MatchSet {
  /** Hash of `on`, `when`, group key and value. */
  readonly key: string;
  readonly on: ReadonlySet<string> | null;
  readonly condition: IndexedCondition | null;
  readonly groupBy: readonly ((event: unknown) => unknown)[];
  readonly value: ((event: NewEvent) => unknown) | null;
  /** Whether an author's function sees the event, which then must not be changed. */
  readonly runsCode: boolean;
  /** Rules that look beyond one event. */
  readonly windowed: readonly CompiledRule[];
  /** Rules for which every match is a finding. */
  readonly single: readonly CompiledRule[];
}

const defaultRisk: Readonly<Record<Severity, number>> = { low: 21, medium: 47, high: 73, critical: 99 };

/**
 * Checks a rule and takes it apart.
 *
 * @throws {McmError} `invalid_rule`, naming the rule, the fact and the remedy.
 */
export function compileRule(rule: Rule, kinds: readonly Kind[], operators: OperatorSet): CompiledRule {
  checkRuleFields(rule);
  const ask = asker(rule, operators);
  const condition = rule.when === undefined ? null : ask(rule.when);
  const [word, plan] = planOf(rule, kinds, ask);
  const selects = [condition?.key ?? null, valueKey(rule, plan)];
  const silent = Object.fromEntries(["when", ...guidanceFields].map((field) => [field, undefined]));
  const version = digest(canonicalJson([{ ...rule, on: rule.on?.toSorted(), ...silent }, ...selects]));
  // What the store keeps with points is part of the key too: rules that need different things share none.
  const kept = [plan.groupBy, plan.silence ?? null, plan.value?.isSought ?? false];
  return {
    rule,
    name: rule.name,
    kind: word,
    plan,
    condition,
    version,
    match_set: digest(canonicalJson([rule.on?.toSorted() ?? null, ...selects, ...kept])),
    template: parseTemplate(rule.description, figuresOf(plan), (fact) => invalidRule(rule, fact)),
    risk_score: rule.risk_score ?? defaultRisk[rule.severity],
    about: {
      title: rule.title,
      kind: word,
      rule_version: version,
      ...(rule.controls ? { controls: rule.controls } : {}),
      ...plan.constants,
    },
  };
}

/** The kind's word that a rule carries, with the plan that its options make. */
function planOf(rule: Rule, kinds: readonly Kind[], ask: ReturnType<typeof asker>): [string, Plan] {
  const words = Object.keys(rule).filter((key) => !(key in ruleFields.shape));
  const [word, second] = words;
  if (word === undefined) return ["match", matchPlan];
  const kind = kinds.find((one) => one.word === word);
  const known = kinds.map((one) => one.word).join(", ");
  if (!kind) throw invalidRule(rule, `"${word}" is neither a field of a rule nor a kind; kinds are ${known}`);
  if (second !== undefined) throw invalidRule(rule, `"${word}" and "${second}" exclude each other; make two rules`);
  const options: unknown = (rule as unknown as JsonObject)[word];
  const checked = kind.options.safeParse(options);
  if (!checked.success) throw invalidRule(rule, explainIssue(checked.error, options, `"${word}"`));
  return [word === "dedup" ? "match" : word, kind.plan(checked.data, ask)];
}

/** What stands for a kind's reader of events in hashes, as a condition's key does for the condition. */
function valueKey({ name, version }: Rule, { value }: Plan): unknown {
  return value?.isCode ? [name, version ?? value.key] : (value?.key ?? null);
}

/** The match set of some rules that have it in common. */
export function matchSetOf(rules: readonly [CompiledRule, ...CompiledRule[]]): MatchSet {
  const { rule, plan, condition, match_set } = rules[0];
  return {
    key: match_set,
    on: rule.on ? new Set(rule.on) : null,
    condition,
    groupBy: plan.groupBy.map(choiceReader),
    value: plan.value?.read ?? null,
    runsCode: condition?.isCode === true || plan.value?.isCode === true,
    windowed: rules.filter((one) => one.plan.windows),
    single: rules.filter((one) => !one.plan.windows),
  };
}
