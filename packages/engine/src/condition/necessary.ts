import type { JsonLogic } from "../json-logic.js";
import type { Necessary } from "./condition.js";
import { type Call, callOf, isList, isLiteral, plainPath } from "./document.js";

type Scalar = string | number | boolean | null;

/** A necessary fact; `isOpen` where a bound itself does not do. */
export type Fact = Necessary & { readonly isOpen?: boolean };

/*
 * What must be so of an event for a document to be truthy. Every fact here is a theorem about JavaScript's operators;
 * where one is doubtful, there is no fact. It is told of paths alone that are read without a default, as a default may
 * make a comparison true that the event's own value does not.
 */
export function factsOf(node: JsonLogic | undefined): readonly Fact[] {
  const call = callOf(node);
  if (!call) return [];
  return extractors.get(call.operator)?.(call) ?? [];
}

const isScalar = (node: JsonLogic | undefined): node is Scalar =>
  node !== undefined && (typeof node !== "object" || node === null);

/**
 * The path of a plain `var`; null where its value may be a character of text or a text's length, which `var` reads and
 * other readers of event paths do not.
 */
function pathOf(node: JsonLogic | undefined): string | null {
  const path = plainPath(node);
  if (path === null || path === "") return null;
  return path.split(".").some((key) => key === "length" || /^\d+$/.test(key)) ? null : path;
}

function equality({ args: [left, right] }: Call): readonly Fact[] {
  const path = pathOf(left) ?? pathOf(right);
  const literal = pathOf(left) === null ? left : right;
  return path !== null && isScalar(literal) ? [{ path, test: "in", values: [literal] }] : [];
}

function membership({ args: [needle, holder] }: Call): readonly Fact[] {
  const path = pathOf(needle);
  if (path !== null && isList(holder) && isLiteral(holder)) {
    return [{ path, test: "in", values: [...new Set(holder.filter(isScalar))] }];
  }
  const held = pathOf(holder);
  return held !== null && typeof needle === "string" && needle !== ""
    ? [{ path: held, test: "substring", text: needle }]
    : [];
}

/** `a < b` or `a <= b` where one side is a number written out. */
function order(small: JsonLogic | undefined, large: JsonLogic | undefined, isOpen: boolean): readonly Fact[] {
  const below = pathOf(small);
  const above = pathOf(large);
  if (below !== null && typeof large === "number") return [{ path: below, test: "most", bound: large, isOpen }];
  if (above !== null && typeof small === "number") return [{ path: above, test: "least", bound: small, isOpen }];
  return [];
}

const ascending =
  (isOpen: boolean) =>
  ({ args: [a, b, c] }: Call): readonly Fact[] =>
    c === undefined ? order(a, b, isOpen) : [...order(a, b, isOpen), ...order(b, c, isOpen)];

const descending =
  (isOpen: boolean) =>
  ({ args: [a, b] }: Call): readonly Fact[] =>
    order(b, a, isOpen);

const textual =
  (test: "prefix" | "substring") =>
  ({ args: [holder, part] }: Call): readonly Fact[] => {
    const path = pathOf(holder);
    return path !== null && typeof part === "string" && part !== "" ? [{ path, test, text: part }] : [];
  };

/** What holds whichever branch does: each path of which every branch knows the values. */
function alternatives({ args }: Call): readonly Fact[] {
  const [first = [], ...others] = args.map(factsOf);
  if (others.length === 0) return first;
  return first.flatMap((fact) => {
    if (fact.test !== "in") return [];
    const values = new Set(fact.values);
    for (const facts of others) {
      const same = facts.find(({ path, test }) => path === fact.path && test === "in");
      if (same?.test !== "in") return [];
      for (const value of same.values) values.add(value);
    }
    return [{ path: fact.path, test: "in" as const, values: [...values] }];
  });
}

/** `if` with one condition and nothing truthy otherwise is an `and`. */
function choice({ args: [condition, value, otherwise], args }: Call): readonly Fact[] {
  const isAnd = args.length === 2 || (args.length === 3 && isScalar(otherwise) && !otherwise);
  return isAnd ? [...factsOf(condition), ...factsOf(value)] : [];
}

const extractors: ReadonlyMap<string, (call: Call) => readonly Fact[]> = new Map([
  ["and", ({ args }: Call) => args.flatMap(factsOf)],
  ["or", alternatives],
  ["!!", ({ args }: Call) => factsOf(args[0])],
  ["if", choice],
  ["?:", choice],
  ["==", equality],
  ["===", equality],
  ["in", membership],
  ["<", ascending(true)],
  ["<=", ascending(false)],
  [">", descending(true)],
  [">=", descending(false)],
  ["starts_with", textual("prefix")],
  ["ends_with", textual("substring")],
  ["contains", textual("substring")],
]);

/** The facts without each of which a document cannot hold: what an index goes by. */
export function necessaryOf(document: JsonLogic): readonly Necessary[] {
  return factsOf(document).map(({ isOpen: _, ...fact }) => fact);
}
