import { canonicalJson, digest } from "../digest.js";
import type { JsonObject, Severity } from "../event.js";
import { explainIssue } from "../explain-issue.js";
import type { Kind, Plan, PointValue } from "../kind.js";
import { matchPlan } from "../kinds/match.js";
import { pathReader } from "../path.js";
import { checkRuleFields, invalidRule, type Rule, ruleFields } from "../rule.js";
import { parseTemplate, type Template } from "../template.js";

/** A rule, checked and taken apart for evaluation. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly kind: string;
  readonly plan: Plan;
  /** Hash of all that decides what the rule finds and says. */
  readonly version: string;
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
  readonly when: Rule["when"];
  readonly groupBy: readonly ((event: unknown) => unknown)[];
  readonly value: PointValue["read"] | null;
  /** Whether an author's function sees the event, which then must not be changed. */
  readonly runsCode: boolean;
  /** Rules that look beyond one event. */
  readonly windowed: readonly CompiledRule[];
  /** Rules for which every match is a finding. */
  readonly single: readonly CompiledRule[];
}

const defaultRisk: Readonly<Record<Severity, number>> = { low: 21, medium: 47, high: 73, critical: 99 };

/** Names that a description may use with every kind. */
const commonFigures = ["count"];

/**
 * Checks rules and groups them by what they match.
 *
 * @throws {McmError} `invalid_rule`, naming the rule, the fact and the remedy.
 */
export function compileRules(rules: readonly Rule[], kinds: readonly Kind[]): readonly MatchSet[] {
  const names = new Set<string>();
  const sets = new Map<string, MatchSet & { windowed: CompiledRule[]; single: CompiledRule[] }>();
  for (const rule of rules) {
    const compiled = compileRule(rule, kinds);
    if (names.has(rule.name)) throw invalidRule(rule, "another rule has this name; rename one of them");
    names.add(rule.name);
    const key = matchSetKey(compiled);
    const set = sets.get(key) ?? { ...matchSetOf(compiled, key), windowed: [], single: [] };
    (compiled.plan.windows ? set.windowed : set.single).push(compiled);
    sets.set(key, set);
  }
  return [...sets.values()];
}

function compileRule(rule: Rule, kinds: readonly Kind[]): CompiledRule {
  checkRuleFields(rule);
  const [word, plan] = planOf(rule, kinds);
  const figures = [...commonFigures, ...Object.keys(plan.constants), ...plan.figures];
  const version = digest(canonicalJson([{ ...rule, when: undefined }, conditionOf(rule), valueKey(rule, plan)]));
  return {
    rule,
    kind: word,
    plan,
    version,
    template: parseTemplate(rule.description, figures, (fact) => invalidRule(rule, fact)),
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
function planOf(rule: Rule, kinds: readonly Kind[]): [string, Plan] {
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
  return [word === "dedup" ? "match" : word, kind.plan(checked.data)];
}

/**
 * What stands for the condition in hashes: the author's version, else the text of the function. The rule's name
 * goes with it, as functions of one text may have closed over different values.
 */
function conditionOf({ name, version, when }: Rule): unknown {
  return when ? [name, version ?? String(when)] : null;
}

/** What stands for a kind's reader of events in hashes, as {@link conditionOf} does for the condition. */
function valueKey({ name, version }: Rule, { value }: Plan): unknown {
  return value?.isCode ? [name, version ?? value.key] : (value?.key ?? null);
}

function matchSetKey({ rule, plan }: CompiledRule): string {
  const selects = [rule.on?.toSorted() ?? null, conditionOf(rule), valueKey(rule, plan)];
  // What the store keeps with points is part of the key too: rules that need different things share none.
  return digest(canonicalJson([selects, plan.groupBy, plan.silence ?? null, plan.value?.isSought ?? false]));
}

function matchSetOf({ rule, plan }: CompiledRule, key: string): Omit<MatchSet, "windowed" | "single"> {
  return {
    key,
    on: rule.on ? new Set(rule.on) : null,
    when: rule.when?.bind(rule),
    groupBy: plan.groupBy.map(pathReader),
    value: plan.value?.read ?? null,
    runsCode: rule.when !== undefined || plan.value?.isCode === true,
  };
}
