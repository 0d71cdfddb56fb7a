import { McmError } from "../errors.js";
import type { Operator, OperatorSet } from "../operator.js";
import { argumentCounts } from "./argument-counts.js";
import { cidr } from "./operators/cidr.js";
import { matches } from "./operators/matches.js";
import { contains, endsWith, lower, replace, startsWith } from "./operators/text.js";
import { dayOfWeek, timeOfDay } from "./operators/time.js";

/** The operators that this library adds to JSON-Logic's own; `exists`, which reads the event, stands beside `var`. */
const builtin: readonly Operator[] = [
  startsWith,
  endsWith,
  contains,
  lower,
  replace,
  matches,
  cidr,
  timeOfDay,
  dayOfWeek,
];

/**
 * The operators for conditions: this library's and, where given, your own.
 *
 * @throws {McmError} `invalid_rule` when two have one name.
 */
export function operatorSet(own: readonly Operator[] = []): OperatorSet {
  const operators = new Map<string, Operator>();
  for (const operator of [...builtin, ...own]) {
    if (operators.has(operator.name) || argumentCounts.has(operator.name)) {
      throw new McmError("invalid_rule", `there are two operators "${operator.name}"; rename one of them`);
    }
    operators.set(operator.name, operator);
  }
  return operators;
}
