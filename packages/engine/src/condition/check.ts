import type { JsonLogic } from "../json-logic.js";
import type { OperatorSet } from "../operator.js";
import { callOf } from "./document.js";
import { conditionErrors } from "./errors.js";
import { missingFieldWarnings } from "./missing-fields.js";
import { factsOf } from "./necessary.js";
import { type ConditionProblem, type Place, warningAt } from "./problem.js";
import { argumentPath, type Verdict, verdictOf } from "./verdict.js";

export type { ConditionProblem } from "./problem.js";

/** What a condition is checked against. */
export interface ConditionContext {
  readonly operators: OperatorSet;
  /** The event types that its rule listens to; all when left out. */
  readonly on?: readonly string[] | undefined;
}

/**
 * Everything wrong with a condition, or likely to be wrong with it, in no more time than its size asks for. Where there
 * are errors, warnings are not looked for.
 */
export function checkCondition(document: JsonLogic, { operators, on }: ConditionContext): readonly ConditionProblem[] {
  const errors = conditionErrors(document, operators);
  if (errors.length > 0) return errors;
  const verdict = verdictOf(document, operators);
  if (verdict) return [wholeWarning(verdict)];
  return [
    ...excludedTypes(document, on),
    ...partWarnings(document, [], operators),
    ...missingFieldWarnings(document, operators),
  ];
}

function wholeWarning({ isTrue, path, because }: Verdict): ConditionProblem {
  return isTrue
    ? warningAt(path, "always-true", `the condition holds for every event: ${because}; take it out, or correct it`)
    : warningAt(path, "always-false", `the condition never holds: ${because}; correct it`);
}

const chains: ReadonlySet<string> = new Set(["and", "or", "!", "!!", "if", "?:"]);

/** Parts of a condition that do nothing for it, as they always come to the same. */
function partWarnings(node: JsonLogic | undefined, at: Place, operators: OperatorSet): readonly ConditionProblem[] {
  const call = callOf(node);
  if (!call || !chains.has(call.operator)) return [];
  const isChoice = call.operator === "if" || call.operator === "?:";
  return call.args.flatMap((part, index) => {
    // What `if` leads to may well be written out.
    if (isChoice && (index % 2 === 1 || index === call.args.length - 1)) return [];
    const path = [...at, ...argumentPath(call, index)];
    const verdict = verdictOf(part, operators);
    if (!verdict) return partWarnings(part, path, operators);
    const fact = verdict.isTrue ? "always holds" : "never holds";
    const rule = verdict.isTrue ? "part-always-true" : "part-always-false";
    return [
      warningAt([...path, ...verdict.path], rule, `this part ${fact}: ${verdict.because}; take it out, or correct it`),
    ];
  });
}

/** Event types that the condition demands and its rule does not listen to. */
function excludedTypes(document: JsonLogic, on: readonly string[] | undefined): readonly ConditionProblem[] {
  if (!on) return [];
  for (const fact of factsOf(document)) {
    if (fact.path !== "event_type" || fact.test !== "in") continue;
    if (fact.values.some((value) => on.some((type) => type === value))) continue;
    const [sought, heard] = [fact.values, on].map((list) => list.map((one) => JSON.stringify(one)).join(", "));
    const message = `the condition demands the event type ${sought}, but "on" lets only ${heard} through; make them agree`;
    return [warningAt([], "impossible-event-type", message)];
  }
  return [];
}
