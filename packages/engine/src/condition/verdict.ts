import type { JsonLogic } from "../json-logic.js";
import type { OperatorSet } from "../operator.js";
import { existingPath } from "./access.js";
import { truthy } from "./coercion.js";
import { compileLogic } from "./compile-logic.js";
import { contradiction } from "./contradiction.js";
import { type Call, callOf, isList, plainPath } from "./document.js";

/** What a part of a document always comes to, and which part of it makes that so. */
export interface Verdict {
  readonly isTrue: boolean;
  readonly path: readonly (string | number)[];
  /** Why, in a few words: `"user" cannot be both "ada" and "bob"`. */
  readonly because: string;
}

/** Whether a document reads anything at all. */
export function readsData(node: JsonLogic | undefined): boolean {
  if (isList(node)) return node.some(readsData);
  const call = callOf(node);
  return call !== null && (readers.has(call.operator) || call.args.some(readsData));
}

const readers: ReadonlySet<string> = new Set(["var", "missing", "missing_some", "exists"]);

/** Where an argument of a call stands below the call itself. */
export function argumentPath({ operator, isListed }: Call, index: number): readonly (string | number)[] {
  return isListed ? [operator, index] : [operator];
}

/** What a document is for every event, as far as it can be told; null where that depends on the event. */
export function verdictOf(node: JsonLogic | undefined, operators: OperatorSet): Verdict | null {
  if (node === undefined) return null;
  const call = callOf(node);
  if (!readsData(node)) {
    const isTrue = truthy(compileLogic(node, operators).value({}));
    return { isTrue, path: [], because: "it reads nothing of the event" };
  }
  if (!call) return isList(node) ? { isTrue: true, path: [], because: "a list that is not empty is true" } : null;
  return ofCall(call, operators);
}

function below(call: Call, index: number, operators: OperatorSet): Verdict | null {
  const verdict = verdictOf(call.args[index], operators);
  return verdict && { ...verdict, path: [...argumentPath(call, index), ...verdict.path] };
}

function ofCall(call: Call, operators: OperatorSet): Verdict | null {
  const { operator, args } = call;
  if (operator === "and" || operator === "or") return ofChain(call, operators);
  if (operator === "!!") return below(call, 0, operators);
  if (operator === "!") {
    const inner = below(call, 0, operators);
    return inner && { ...inner, isTrue: !inner.isTrue };
  }
  if (operator === "in" && isList(args[1]) && args[1].length === 0) return never(call, "nothing is in an empty list");
  if (operator === "in" && args[1] === "") return never(call, "nothing is in empty text");
  return ofComparison(call);
}

const never = ({ operator }: Call, because: string): Verdict => ({ isTrue: false, path: [operator], because });

/** A chain is decided by one part that decides it, or by all of them together. */
function ofChain(call: Call, operators: OperatorSet): Verdict | null {
  const deciding = call.operator === "or";
  const parts = call.args.map((_, index) => below(call, index, operators));
  const decisive = parts.find((part) => part?.isTrue === deciding);
  if (decisive) return decisive;
  if (parts.every((part) => part !== null)) return parts[0] ?? null;
  const because = call.operator === "and" ? contradiction({ and: call.args }) : null;
  return because === null ? null : { isTrue: false, path: [call.operator], because };
}

/** A path compared with itself, or a range that holds nothing. */
function ofComparison(call: Call): Verdict | null {
  const { operator, args } = call;
  const [left, right] = args.map(plainPath);
  if (args.length === 2 && left !== null && left === right) {
    const because = `"${left}" is compared with itself`;
    if (operator === "==" || operator === "===") return { isTrue: true, path: [operator], because };
    if (["!=", "!==", "<", ">"].includes(operator)) return { isTrue: false, path: [operator], because };
  }
  const because = contradiction({ [operator]: args });
  return because === null ? null : { isTrue: false, path: [operator], because };
}

/** The path that `exists`, or a plain `var`, asks for. */
export function askedPath(node: JsonLogic | undefined): string | null {
  const call = callOf(node);
  return call?.operator === "exists" ? existingPath(call.args) : plainPath(node);
}
