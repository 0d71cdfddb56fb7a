import type { Kind } from "../kind.js";
import type { OperatorSet } from "../operator.js";
import type { Rule } from "../rule.js";
import { createEvaluations, type Evaluations } from "./evaluation.js";
import { createExplainer, type Explainer } from "./explain.js";
import type { Memory } from "./group-memory.js";
import type { Fates } from "./matching.js";
import { createRuleBook, type RuleBook } from "./rule-book.js";
import { createRuleIndex, type RuleIndex } from "./rule-index.js";

/** Rules at work. */
interface LoadedRules {
  readonly index: RuleIndex;
  readonly evaluations: Evaluations;
  readonly explainer: Explainer;
  readonly book: RuleBook;
}

/** Loads rules, and others in their place. */
export interface RuleLoader {
  /**
   * Makes rules ready. What stayed the same object since the last time is taken over as it is, with what is
   * remembered of its groups and of its failures.
   *
   * @throws {McmError} `invalid_rule`; then nothing has changed.
   */
  load(rules: readonly Rule[]): LoadedRules;
}

/** Makes a loader over one memory. */
export function createLoader(kinds: readonly Kind[], operators: OperatorSet, memory: Memory): RuleLoader {
  const book = createRuleBook(kinds, operators);
  const fates: Fates = new WeakMap();
  let index: RuleIndex | undefined;
  return {
    load: (rules) => {
      const change = book.load(rules);
      // Were such a rule to come back, events would have passed it by.
      for (const version of change.versions) memory.drop(version);
      index = createRuleIndex(index, change);
      const evaluations = createEvaluations({ sets: book.sets(), setOf: book.setOf, index, fates, memory });
      return { index, evaluations, explainer: createExplainer(book), book };
    },
  };
}
