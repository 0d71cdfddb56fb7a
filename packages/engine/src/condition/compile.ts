import { McmError } from "../errors.js";
import type { ConditionOutcome } from "../explanation.js";
import type { JsonLogic } from "../json-logic.js";
import type { OperatorSet } from "../operator.js";
import { compileLogic } from "./compile-logic.js";
import type { CompiledCondition } from "./condition.js";
import { conditionErrors } from "./errors.js";
import { explainLogic } from "./explain.js";
import { necessaryOf } from "./necessary.js";

/**
 * Compiles a condition, once, to closures over events; no code is generated from it. Its parts must not be changed
 * afterwards.
 *
 * @throws {McmError} `invalid_rule` for the first error that `checkCondition` finds.
 */
export function compileCondition(document: JsonLogic, operators: OperatorSet): CompiledCondition {
  const [error] = conditionErrors(document, operators);
  if (error) {
    const place = error.path.length > 0 ? ` (at ${error.path.join(".")})` : "";
    throw new McmError("invalid_rule", `${error.message}${place}`);
  }
  const { test } = compileLogic(document, operators);
  const explain: (event: unknown) => ConditionOutcome = explainLogic(document, operators);
  return { test, explain, necessary: necessaryOf(document) };
}
