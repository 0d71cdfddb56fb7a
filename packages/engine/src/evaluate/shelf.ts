import type { Necessary } from "../condition/condition.js";
import { sharedReader } from "../condition/read-path.js";
import type { NewEvent } from "../event.js";
import type { MatchSet } from "./rule-set.js";
import { createPrefixes, createSubstrings } from "./texts.js";

/** Match sets, filed by a fact about the value at one path. */
export interface Shelf {
  /** Adds, once each, the sets whose fact holds for the event; never leaves one out. */
  readonly collect: (event: NewEvent, into: MatchSet[]) => void;
}

interface Filed {
  readonly set: MatchSet;
  readonly fact: Necessary;
}

interface Bounded {
  readonly set: MatchSet;
  readonly bound: number;
}

/** Files sets, each by its fact about the value at this path. */
export function createShelf(path: string, filed: readonly Filed[]): Shelf {
  const read = sharedReader(path);
  const all = filed.map(({ set }) => set);
  const equal = equalValues(filed);
  const prefixes = textsOf(filed, "prefix");
  const substrings = textsOf(filed, "substring");
  const collectPrefixes = prefixes.length > 0 ? createPrefixes(prefixes).collect : null;
  const collectSubstrings = substrings.length > 0 ? createSubstrings(substrings).collect : null;
  const notText = [...prefixes, ...substrings].map(({ set }) => set);
  const least = boundsOf(filed, "least").sort((a, b) => a.bound - b.bound);
  const most = boundsOf(filed, "most").sort((a, b) => b.bound - a.bound);
  const hasBounds = least.length + most.length > 0;

  const collectNumber = (number: number, into: MatchSet[]): void => {
    for (const { bound, set } of least) {
      if (bound > number) break;
      into.push(set);
    }
    for (const { bound, set } of most) {
      if (bound < number) break;
      into.push(set);
    }
  };

  return {
    collect: (event, into) => {
      const value = read(event) ?? null;
      if (typeof value === "object" && value !== null) {
        for (const set of all) into.push(set);
        return;
      }
      const sets = equal?.get(looseKey(value));
      if (sets) for (const set of sets) into.push(set);
      if (hasBounds) collectNumber(Number(value), into);
      if (typeof value === "string") {
        collectPrefixes?.(value, into);
        collectSubstrings?.(value, into);
      } else for (const set of notText) into.push(set);
    },
  };
}

function equalValues(filed: readonly Filed[]): ReadonlyMap<unknown, readonly MatchSet[]> | null {
  const equal = new Map<unknown, MatchSet[]>();
  for (const { set, fact } of filed) {
    if (fact.test !== "in") continue;
    for (const key of new Set(fact.values.map(looseKey))) {
      const sets = equal.get(key);
      if (sets) sets.push(set);
      else equal.set(key, [set]);
    }
  }
  return equal.size > 0 ? equal : null;
}

/** The same for all values that are loosely equal; for some others too, as "5" and "5.0" both equal 5. */
function looseKey(value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string" || !mayBeNumber(value)) return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

/** Whether a text begins as one that JavaScript's `==` could take for a number: digit, sign, dot, space, "Infinity". */
function mayBeNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  return !(first > 57 && first < 160 && first !== 73);
}

const textsOf = (filed: readonly Filed[], test: "prefix" | "substring") =>
  filed.flatMap(({ set, fact }) => (fact.test === test ? [{ set, text: fact.text }] : []));

const boundsOf = (filed: readonly Filed[], test: "least" | "most"): Bounded[] =>
  filed.flatMap(({ set, fact }) => (fact.test === test ? [{ set, bound: fact.bound }] : []));
