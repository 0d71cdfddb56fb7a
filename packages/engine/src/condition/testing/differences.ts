import { stringify } from "fast-check";
import type { JsonLogic } from "../../json-logic.js";

/** A way in which conditions differ from json-logic-js on purpose. docs/json-logic.md lists each by its name. */
interface Difference {
  readonly name: string;
  readonly reason: string;
}

/** All of them; the differential tests accept no other. */
export const differences = {
  ownProperties: {
    name: "own properties only",
    reason: "json-logic-js hands out prototypes and their functions: var constructor.constructor is Function",
  },
  nothingThrows: {
    name: "nothing throws",
    reason: "one odd record must not hide what the rest of a condition finds",
  },
  dataIsNoLogic: {
    name: "data is never run",
    reason: "json-logic-js evaluates an object that missing finds among its keys in the data as a document",
  },
} as const satisfies Readonly<Record<string, Difference>>;

type Oracle = (document: JsonLogic, data: unknown) => unknown;
type Operation = (this: unknown, ...values: unknown[]) => unknown;

/** A copy of json-logic-js of its own: operators are global to each. */
export interface Copy {
  readonly apply: Oracle;
  readonly add_operation: (name: string, operation: Operation) => void;
}

/** A copy with some operators replaced. */
function oracleWith(copy: Copy, operations: Readonly<Record<string, Operation>>): Oracle {
  // As it is, "log" would print a line each time.
  const all = { ...operations, log: (value: unknown) => value };
  for (const [name, operation] of Object.entries(all)) copy.add_operation(name, operation);
  return (document, data) => copy.apply(document, data);
}

const isWhole = (name: unknown): boolean => name === undefined || name === null || name === "";

function ownVar(this: unknown, name: unknown, otherwise: unknown): unknown {
  if (isWhole(name)) return this;
  const missing = otherwise === undefined ? null : otherwise;
  let value: unknown = this;
  for (const key of String(name).split(".")) {
    if (value === null || value === undefined || !Object.hasOwn(value as object, key)) return missing;
    value = (value as Record<string, unknown>)[key];
  }
  return value === undefined ? missing : value;
}

function inertMissing(this: unknown, ...values: unknown[]): unknown {
  const keys: readonly unknown[] = Array.isArray(values[0]) ? values[0] : values;
  return keys.filter((key) => {
    const [name, otherwise] = Array.isArray(key) ? key : [key];
    const value = ownVar.call(this, name, otherwise);
    return value === null || value === "";
  });
}

function inertMissingSome(this: unknown, need: unknown, options: unknown): unknown {
  const absent = inertMissing.apply(this, Array.isArray(options) ? options : [options]) as readonly unknown[];
  return (options as { length: number }).length - absent.length >= (need as number) ? [] : absent;
}

type Outcome = { readonly value: unknown } | null;

/** A value, or null where the oracle threw. */
function ask(one: Oracle, document: JsonLogic, data: unknown): Outcome {
  try {
    return { value: one(document, data) };
  } catch {
    return null;
  }
}

/** Equal to the last bit: neither 0 and -0 nor null and undefined are. */
const isSame = (outcome: Outcome, value: unknown): boolean =>
  outcome !== null &&
  (Object.is(outcome.value, value) ||
    (typeof value === "object" && value !== null && stringify(outcome.value) === stringify(value)));

/**
 * Says why a value differs from json-logic-js's for the same document and data: `same`, a difference, or null for no
 * reason. `copy` loads json-logic-js anew each time.
 */
export function differencesFrom(copy: () => Copy) {
  const plain = oracleWith(copy(), {});
  const ownOnly = oracleWith(copy(), { var: ownVar });
  const inert = oracleWith(copy(), { var: ownVar, missing: inertMissing, missing_some: inertMissingSome });
  return (document: JsonLogic, data: unknown, value: unknown): "same" | Difference | null => {
    const asIs = ask(plain, document, data);
    if (asIs === null) return differences.nothingThrows;
    if (isSame(asIs, value)) return "same";
    const own = ask(ownOnly, document, data);
    if (own === null) return differences.nothingThrows;
    if (isSame(own, value)) return differences.ownProperties;
    const safe = ask(inert, document, data);
    if (safe === null) return differences.nothingThrows;
    return isSame(safe, value) ? differences.dataIsNoLogic : null;
  };
}
