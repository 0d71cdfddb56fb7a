import { compileCondition } from "../condition/compile.js";
import type { Necessary } from "../condition/condition.js";
import { McmError, messageOf } from "../errors.js";
import type { NewEvent } from "../event.js";
import type { ConditionOutcome } from "../explanation.js";
import type { JsonLogic } from "../json-logic.js";
import type { Asked } from "../kind.js";
import type { OperatorSet } from "../operator.js";
import { type Condition, type ConditionFunction, invalidRule, type Rule } from "../rule.js";

/** A condition of a rule, ready to be asked, with what an index can go by. */
export interface IndexedCondition extends Asked {
  readonly necessary: readonly Necessary[];
}

/** Makes a rule's conditions ready. */
export function asker(rule: Rule, operators: OperatorSet): (condition: Condition) => IndexedCondition {
  return (condition) => {
    if (typeof condition === "function") return askCode(condition, rule);
    return { ...compiled(condition, rule, operators), key: condition, isCode: false };
  };
}

/** @throws {McmError} `invalid_rule` that names the rule beside the place in its condition. */
function compiled(condition: JsonLogic, rule: Rule, operators: OperatorSet) {
  try {
    return compileCondition(condition, operators);
  } catch (error) {
    throw error instanceof McmError ? invalidRule(rule, error.message) : error;
  }
}

/**
 * The author's version stands for code in hashes, else its text does. The rule's name goes with it, as functions of
 * one text may have closed over different values.
 */
function askCode(code: ConditionFunction, rule: Rule): IndexedCondition {
  const test = (event: NewEvent): boolean => isTrue(code.call(rule, event));
  return {
    test,
    explain: (event) => explainCode(test, event),
    necessary: [],
    key: [rule.name, rule.version ?? String(code)],
    isCode: true,
  };
}

function explainCode(ask: (event: NewEvent) => boolean, event: NewEvent): ConditionOutcome {
  const test = "its condition";
  try {
    const holds = ask(event);
    return { test, seen: holds, holds };
  } catch (thrown) {
    return { test, seen: null, holds: false, note: `it failed: ${messageOf(thrown)}` };
  }
}

/** What a condition gave that is neither true nor false. */
export class NotBoolean extends Error {}

/** @throws {NotBoolean} as a promise, say, would always count as true. */
function isTrue(outcome: unknown): boolean {
  if (typeof outcome === "boolean") return outcome;
  throw new NotBoolean(`its condition gave ${typeof outcome}; it must give true or false`);
}
