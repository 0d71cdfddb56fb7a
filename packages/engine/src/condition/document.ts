import type { JsonLogic } from "../json-logic.js";

/** An operator with its arguments, as a document holds it: `{"!": x}` is short for `{"!": [x]}`. */
export interface Call {
  readonly operator: string;
  readonly args: readonly JsonLogic[];
  /** Whether the arguments stand in a list. */
  readonly isListed: boolean;
}

/** `Array.isArray`, for lists that may not be written to. */
export function isList(node: unknown): node is readonly JsonLogic[] {
  return Array.isArray(node);
}

/** The operator of an object with exactly one key; null for everything else, which stands for itself. */
export function callOf(node: JsonLogic | undefined): Call | null {
  if (typeof node !== "object" || node === null || isList(node)) return null;
  const keys = Object.keys(node);
  const [operator] = keys;
  if (operator === undefined || keys.length !== 1) return null;
  const inner = node[operator] as JsonLogic;
  return isList(inner) ? { operator, args: inner, isListed: true } : { operator, args: [inner], isListed: false };
}

/** Whether a document says the same whatever the data: no operator anywhere, but in objects that are no calls. */
export function isLiteral(node: JsonLogic | undefined): boolean {
  if (isList(node)) return node.every(isLiteral);
  return callOf(node) === null;
}

/** The operators that evaluate an argument once for each element of a list, and which argument that is. */
export const iterations: ReadonlySet<string> = new Set(["map", "filter", "reduce", "all", "none", "some"]);

/** Whether an argument of an operator sees elements of a list instead of the event. */
export function isScoped(operator: string, argument: number): boolean {
  return argument === 1 && iterations.has(operator);
}

/** The path of `{"var": path}` where it is written out and there is no default; null for everything else. */
export function plainPath(node: JsonLogic | undefined): string | null {
  const call = callOf(node);
  if (call?.operator !== "var" || call.args.length !== 1) return null;
  const [path] = call.args;
  return typeof path === "string" || typeof path === "number" ? String(path) : null;
}
