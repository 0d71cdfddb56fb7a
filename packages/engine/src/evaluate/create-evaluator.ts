import { operatorSet } from "../condition/operator-set.js";
import type { Problem } from "../engine.js";
import { type EventInput, type NewEvent, parseEvent } from "../event.js";
import type { Explanation } from "../explanation.js";
import type { EvaluatedFinding } from "../finding.js";
import type { Kind } from "../kind.js";
import { builtinKinds } from "../kinds/builtin.js";
import type { Operator } from "../operator.js";
import type { Rule } from "../rule.js";
import type { HistoryAnswers, HistoryQuestions } from "../store.js";
import type { IndexedCondition } from "./asked.js";
import type { Evaluation } from "./evaluation.js";
import { createMemory } from "./group-memory.js";
import { createLoader } from "./loaded-rules.js";
import { deepFreeze } from "./matching.js";
import { createMemoryHistory } from "./memory-history.js";

/** What an evaluator is made of. */
export interface EvaluatorOptions {
  readonly rules: readonly Rule[];
  /** Kinds beside the built-in ones. */
  readonly kinds?: readonly Kind[] | undefined;
  /** Operators of conditions beside the built-in ones. */
  readonly operators?: readonly Operator[] | undefined;
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
   * Gives what that changed.
   *
   * @throws {McmError} `invalid_event`
   */
  evaluate(events: readonly EventInput[]): EvaluatedChange[];
  /**
   * Why a rule fires on an event, or why it does not, among the events taken so far; the event itself need not be
   * one of them, and is not taken.
   *
   * @throws {McmError} `unknown_rule`, `invalid_event`
   */
  explain(ruleName: string, event: EventInput): Explanation;
  /**
   * The names of the rules that an event matches: those that listen to its type and whose condition holds; one that
   * fails does not. The event is not taken, but
   * frozen where a rule in code sees it. It is to be a parsed one; nothing checks it here.
   */
  matches(event: NewEvent): string[];
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
export function createEvaluator({ rules, kinds = [], operators = [], onProblem }: EvaluatorOptions): Evaluator {
  const loader = createLoader([...builtinKinds, ...kinds], operatorSet(operators), createMemory(rememberedGroups));
  const { evaluations, explainer, index } = loader.load(rules);
  const { evaluate, sweep } = evaluations;
  const history = createMemoryHistory();

  const answered = <Result>(walk: Generator<HistoryQuestions, Result, HistoryAnswers>): Result => {
    let step = walk.next();
    while (!step.done) step = walk.next(history.recall(step.value));
    return step.value;
  };

  const conclude = (walk: Evaluation): EvaluatedChange[] => {
    const { evaluated, problems, keepFates, settle } = answered(walk);
    settle(history.save(evaluated));
    keepFates();
    for (const problem of problems) onProblem?.(problem);
    return evaluated.changes.map(({ type, record }) => ({ type, finding: record.finding }));
  };

  return {
    evaluate: (inputs) => {
      const events = inputs.map(parseEvent);
      const changes = conclude(evaluate(history.append(events)));
      const sources = [...new Set(events.map(({ source }) => source))];
      return sweep ? [...changes, ...conclude(sweep(sources))] : changes;
    },
    explain: (ruleName, input) => answered(explainer.event(ruleName, { id: null, event: parseEvent(input) })),
    matches: (event) => {
      const names: string[] = [];
      for (const set of index.candidates(event)) {
        const { condition } = set;
        if (set.runsCode) deepFreeze(event);
        if (condition && !(condition.isCode ? holds(condition, event) : condition.test(event))) continue;
        for (const { rule } of [...set.windowed, ...set.single]) names.push(rule.name);
      }
      return names;
    },
    findings: history.findings,
  };
}

function holds({ test }: IndexedCondition, event: NewEvent): boolean {
  try {
    return test(event);
  } catch {
    return false;
  }
}
