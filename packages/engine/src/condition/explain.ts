import { canonicalJson } from "../digest.js";
import type { ConditionOutcome } from "../explanation.js";
import type { JsonLogic } from "../json-logic.js";
import type { OperatorSet } from "../operator.js";
import { existingPath } from "./access.js";
import { truthy } from "./coercion.js";
import { compileLogic } from "./compile-logic.js";
import { cut, describe, maximumShown } from "./describe.js";
import { type Call, callOf, isList, isScoped, plainPath } from "./document.js";
import { readPath } from "./read-path.js";

/** How many tests an explanation tells at most. */
const maximumParts = 500;

/** How many values of one test it shows. */
const maximumValues = 10;

/**
 * Explains a document as a tree: each part of `and`, `or`, `!` and `if` comes with its own outcome, those too that an
 * evaluation had no need to look at.
 */
export function explainLogic(document: JsonLogic, operators: OperatorSet): (data: unknown) => ConditionOutcome {
  return (data) => {
    let left = maximumParts;

    function outcome(node: JsonLogic | undefined): ConditionOutcome {
      left -= 1;
      const { test, seen, parts } = layout(node);
      const value = compileLogic(node ?? null, operators).value(data);
      const holds = truthy(value);
      if (parts.length === 0) return { test, seen: seen === undefined ? shown(value) : seen, holds };
      const told: ConditionOutcome[] = [];
      for (const part of parts) {
        if (left <= 0) break;
        told.push(labelled(part, outcome(part.node)));
      }
      const untold = parts.length - told.length;
      const note = untold > 0 ? { note: `${untold} more ${untold === 1 ? "part is" : "parts are"} not shown` } : {};
      const held = told.filter((part) => part.holds).length;
      return { test, seen: `${held} of ${told.length} hold`, holds, parts: told, ...note };
    }

    function layout(node: JsonLogic | undefined): Layout {
      const call = callOf(node);
      if (call?.operator === "and" || call?.operator === "or") {
        return {
          test: call.operator === "and" ? "all of" : "any of",
          parts: call.args.map((part) => ({ node: part })),
        };
      }
      if (call?.operator === "!" || call?.operator === "!!") {
        const inner = layout(call.args[0]);
        const isSimple = inner.parts.length === 0;
        const test = call.operator === "!" ? (isSimple ? `not ${inner.test}` : "not") : inner.test;
        return isSimple
          ? { ...inner, test: cut(test) }
          : { test: call.operator === "!" ? "not" : "so", parts: [{ node: call.args[0] }] };
      }
      if (call?.operator === "if" || call?.operator === "?:") return { test: "if", parts: choices(call) };
      return { test: describe(node, operators), seen: seenBy(node, data), parts: [] };
    }

    return outcome(document);
  };
}

interface Part {
  readonly node: JsonLogic | undefined;
  /** What it is to the whole: `then`. */
  readonly label?: string;
}

interface Layout {
  readonly test: string;
  readonly seen?: unknown;
  readonly parts: readonly Part[];
}

function choices({ args }: Call): readonly Part[] {
  return args.map((node, index) => {
    if (index % 2 === 1) return { node, label: "then" };
    return { node, label: index === args.length - 1 ? "otherwise" : "if" };
  });
}

function labelled({ label }: Part, outcome: ConditionOutcome): ConditionOutcome {
  return label ? { ...outcome, test: cut(`${label} ${outcome.test}`) } : outcome;
}

/** What a test looked at: the value of its one path, or of several by their paths; undefined where it reads none. */
function seenBy(node: JsonLogic | undefined, data: unknown): unknown {
  const paths = [...new Set(pathsOf(node))];
  const [only] = paths;
  if (only === undefined) return undefined;
  if (paths.length === 1) return shown(readPath(only)(data));
  return Object.fromEntries(paths.slice(0, maximumValues).map((path) => [path, shown(readPath(path)(data))]));
}

function pathsOf(node: JsonLogic | undefined): readonly string[] {
  const call = callOf(node);
  const path = call?.operator === "exists" ? existingPath(call.args) : firstPath(node, call);
  if (path !== null && path !== "") return [path];
  const inner = isList(node) ? node : (call?.args.filter((_, index) => !isScoped(call.operator, index)) ?? []);
  return inner.flatMap(pathsOf);
}

/** The path of a `var`, with or without a default. */
function firstPath(node: JsonLogic | undefined, call: Call | null): string | null {
  const [path] = call?.operator === "var" ? call.args : [];
  return typeof path === "string" ? path : plainPath(node);
}

/** A value as JSON, and as text where it is too long. */
function shown(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "string") return cut(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value;
  const text = canonicalJson(value);
  return text.length > maximumShown ? cut(text) : value;
}
