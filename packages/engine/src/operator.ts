import { McmError } from "./errors.js";

/** What is wrong with an argument as it stands in a document. */
export interface ArgumentFault {
  /** Which argument, from 0. */
  readonly argument: number;
  /** The kind of fault, in kebab-case, as rule checks list it: `invalid-pattern`. */
  readonly rule: string;
  /** The fact and the remedy: `"(a" is no regular expression (missing closing parenthesis); correct it`. */
  readonly fault: string;
}

/** What an operator makes of its evaluated arguments. */
export type Evaluation = (...values: never[]) => unknown;

/**
 * A word that JSON conditions can use: `{"starts_with": [{"var": "user"}, "svc-"]}`. A pure function: no clock, no I/O,
 * and its arguments stay as they are.
 */
export interface Operator {
  /** In snake_case, at most 50 characters. */
  readonly name: string;
  /** The fewest and the most arguments it takes; a document with another number is refused. */
  readonly takes: readonly [least: number, most: number];
  /** The value for evaluated arguments, which are any JSON, or undefined. One that throws gives null. */
  readonly evaluate: Evaluation;
  /**
   * Looks at the arguments of one place in a document, once, when the document is loaded: those written out are given
   * as they are, computed ones as undefined. Gives a fault, for which the document is refused; an evaluation of all
   * arguments to use at that place, with what could be prepared; or undefined for `evaluate`.
   */
  readonly prepare?: ((written: readonly unknown[]) => Evaluation | ArgumentFault | undefined) | undefined;
  /** How explanations word it, between its first argument and the others: `starts with`. By default `name(first, …)`. */
  readonly phrase?: string | undefined;
}

/** The operators that conditions may use, by name. */
export type OperatorSet = ReadonlyMap<string, Operator>;

/**
 * An operator of your own, checked at once; returns it unchanged.
 *
 * @throws {McmError} `invalid_rule` when the name or the bounds cannot be.
 * @example
 * ```ts
 * const longerThan = defineOperator({
 *   name: "longer_than",
 *   takes: [2, 2],
 *   evaluate: (text: unknown, length: unknown) =>
 *     typeof text === "string" && typeof length === "number" && text.length > length,
 *   phrase: "is longer than",
 * });
 * ```
 */
export function defineOperator(operator: Operator): Operator {
  const { name, takes } = operator;
  const [least, most] = takes;
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) || name.length > 50) {
    throw new McmError("invalid_rule", `operator ${JSON.stringify(name)} is not snake_case; write it as "longer_than"`);
  }
  if (!(Number.isInteger(least) && least >= 0 && most >= least)) {
    throw new McmError(
      "invalid_rule",
      `operator "${name}" takes from ${least} to ${most} arguments, which is no range; write it as [1, 2]`,
    );
  }
  return operator;
}
