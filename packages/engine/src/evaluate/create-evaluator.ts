import type { Problem } from "../engine.js";
import { type EventInput, parseEvent } from "../event.js";
import type { EvaluatedFinding } from "../finding.js";
import type { Kind } from "../kind.js";
import { builtinKinds } from "../kinds/builtin.js";
import type { Rule } from "../rule.js";
import { createEvaluation } from "./evaluation.js";
import { createMemory } from "./group-memory.js";
import { createMemoryHistory } from "./memory-history.js";
import { compileRules } from "./rule-set.js";

/** What an evaluator is made of. */
export interface EvaluatorOptions {
  readonly rules: readonly Rule[];
  /** Kinds beside the built-in ones. */
  readonly kinds?: readonly Kind[] | undefined;
  /** Told of each rule that fails on an event. Ignored by default. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
}

/** A finding that came, changed or went. */
export interface EvaluatedChange {
  readonly type: "created" | "amended" | "withdrawn";
  readonly finding: EvaluatedFinding;
}

/** Rules over events in memory: no store, no clock, no Node.js API. */
export interface Evaluator {
  /**
   * Takes some more events, in any order; those it has seen change nothing.
   * Gives what that changed, one change per finding.
   *
   * @throws {McmError} `invalid_event`
   */
  evaluate(events: readonly EventInput[]): EvaluatedChange[];
  /** All findings so far that are not withdrawn, oldest first. */
  findings(): EvaluatedFinding[];
}

/** Groups remembered in their incremental form; all others are folded anew from the events' points when touched. */
const rememberedGroups = 100_000;

/**
 * Makes an evaluator that holds all it has seen in memory, for rule tests, backtests and browser tabs.
 * An engine over a store runs the same code.
 *
 * @throws {McmError} `invalid_rule`
 */
export function createEvaluator({ rules, kinds = [], onProblem }: EvaluatorOptions): Evaluator {
  const evaluation = createEvaluation(compileRules(rules, [...builtinKinds, ...kinds]), createMemory(rememberedGroups));
  const history = createMemoryHistory();
  return {
    evaluate: (inputs) => {
      const walk = evaluation(history.append(inputs.map(parseEvent)));
      let step = walk.next();
      while (!step.done) step = walk.next(history.recall(step.value));
      const { evaluated, problems, settle } = step.value;
      settle(history.save(evaluated));
      for (const problem of problems) onProblem?.(problem);
      return evaluated.changes.map(({ type, record }) => ({ type, finding: record.finding }));
    },
    findings: history.findings,
  };
}
