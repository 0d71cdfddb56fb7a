import type { Kind } from "../kind.js";
import type { OperatorSet } from "../operator.js";
import { invalidRule, type Rule } from "../rule.js";
import { type CompiledRule, compileRule, type MatchSet, matchSetOf } from "./rule-set.js";

/** A rule with the match set that it belongs to. */
export interface BookedRule {
  readonly set: MatchSet;
  readonly rule: CompiledRule;
}

/** What a new list of rules changed. */
interface BookChange {
  readonly gone: readonly MatchSet[];
  readonly come: readonly MatchSet[];
  /** Versions of rules that are no longer there. */
  readonly versions: readonly string[];
}

/** Rules, compiled, and grouped by what they match. */
export interface RuleBook {
  /**
   * Takes another list of rules; what this costs depends on how many are not the objects they were. A match set whose
   * rules stayed the same stays the same object.
   *
   * @throws {McmError} `invalid_rule`; then nothing has changed.
   */
  load(rules: readonly Rule[]): BookChange;
  sets(): Iterable<MatchSet>;
  /** The match set of a key. */
  setOf(key: string): MatchSet | undefined;
  find(name: string): BookedRule | undefined;
  /** In the order in which they were given. */
  all(): BookedRule[];
}

/** Makes a book without rules. */
export function createRuleBook(kinds: readonly Kind[], operators: OperatorSet): RuleBook {
  let order: readonly Rule[] = [];
  const compiled = new Map<Rule, CompiledRule>();
  const byName = new Map<string, Rule>();
  const sets = new Map<string, MatchSet>();

  const booked = (rule: Rule): BookedRule => {
    const one = compiled.get(rule) as CompiledRule;
    return { rule: one, set: sets.get(one.match_set) as MatchSet };
  };

  /** Puts the rules of some match sets in the place of others. */
  const regroup = (leaving: readonly CompiledRule[], coming: readonly CompiledRule[]): BookChange => {
    const members = new Map<string, Set<CompiledRule>>();
    const membersOf = ({ match_set }: CompiledRule): Set<CompiledRule> => {
      const { windowed = [], single = [] } = sets.get(match_set) ?? {};
      const known = members.get(match_set) ?? new Set([...windowed, ...single]);
      members.set(match_set, known);
      return known;
    };
    for (const rule of leaving) membersOf(rule).delete(rule);
    for (const rule of coming) membersOf(rule).add(rule);
    const gone: MatchSet[] = [];
    const come: MatchSet[] = [];
    for (const [key, rules] of members) {
      const before = sets.get(key);
      if (before) gone.push(before);
      const [first, ...others] = rules;
      sets.delete(key);
      if (!first) continue;
      const set = matchSetOf([first, ...others]);
      sets.set(key, set);
      come.push(set);
    }
    return { gone, come, versions: leaving.map(({ version }) => version) };
  };

  return {
    load: (rules) => {
      const wanted = new Set(rules);
      const left = new Set(order.filter((rule) => !wanted.has(rule)));
      const added = [...wanted].filter((rule) => !compiled.has(rule));
      const names = new Set<string>();
      const isTaken = ({ name }: Rule): boolean => {
        const holder = byName.get(name);
        return names.has(name) || (holder !== undefined && !left.has(holder));
      };
      const coming = added.map((rule) => {
        if (isTaken(rule)) throw sameName(rule);
        names.add(rule.name);
        return compileRule(rule, kinds, operators);
      });
      const twice = wanted.size < rules.length ? rules.find((rule, index) => rules.indexOf(rule) < index) : undefined;
      if (twice) throw sameName(twice);
      const leaving = [...left].map((rule) => compiled.get(rule) as CompiledRule);
      for (const rule of left) {
        byName.delete(compiled.get(rule)?.name ?? "");
        compiled.delete(rule);
      }
      for (const one of coming) {
        compiled.set(one.rule, one);
        byName.set(one.name, one.rule);
      }
      // The list is its owner's, who may change it.
      order = [...rules];
      return regroup(leaving, coming);
    },
    sets: () => sets.values(),
    setOf: (key) => sets.get(key),
    find: (name) => {
      const rule = byName.get(name);
      return rule && booked(rule);
    },
    all: () => order.map(booked),
  };
}

const sameName = (rule: Rule): Error => invalidRule(rule, "another rule has this name; rename one of them");
