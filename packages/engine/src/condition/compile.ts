import type { JsonLogic } from "../json-logic.js";
import type { OperatorSet } from "../operator.js";
import type { CompiledCondition } from "./condition.js";

export function compileCondition(document: JsonLogic, operators: OperatorSet): CompiledCondition {
  throw new Error(`not yet: ${JSON.stringify(document)} ${operators.size}`);
}
