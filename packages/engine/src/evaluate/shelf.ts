import type { Necessary } from "../condition/condition.js";
import type { NewEvent } from "../event.js";
import { pathReader } from "../path.js";
import type { MatchSet } from "./rule-set.js";
import { createSubstrings, type Substrings } from "./substrings.js";

/** Match sets, filed by a fact about the value at one path. */
export interface Shelf {
  /** Calls back, once each, with the sets whose fact holds for the event; never leaves one out. */
  readonly visit: (event: NewEvent, callback: (set: MatchSet) => void) => void;
}

type Callback = (set: MatchSet) => void;

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
  const read = pathReader(path);
  const all = filed.map(({ set }) => set);
  const equal = equalValues(filed);
  const prefixes = prefixesByLength(filed);
  const substrings = substringsOf(filed);
  const least = boundsOf(filed, "least").sort((a, b) => a.bound - b.bound);
  const most = boundsOf(filed, "most").sort((a, b) => b.bound - a.bound);
  const notText = filed.filter(({ fact }) => fact.test === "prefix" || fact.test === "substring").map(({ set }) => set);

  const visitNumber = (number: number, callback: Callback): void => {
    for (const { bound, set } of least) {
      if (bound > number) break;
      callback(set);
    }
    for (const { bound, set } of most) {
      if (bound < number) break;
      callback(set);
    }
  };

  const visitText = (text: string, callback: Callback): void => {
    for (const { length, sets } of prefixes) {
      if (text.length < length) break;
      for (const set of sets.get(text.slice(0, length)) ?? none) callback(set);
    }
    substrings?.visit(text, callback);
  };

  return {
    visit: (event, callback) => {
      const value = read(event) ?? null;
      if (typeof value === "object" && value !== null) {
        for (const set of all) callback(set);
        return;
      }
      if (equal.size > 0) for (const set of equal.get(looseKey(value)) ?? none) callback(set);
      if (least.length + most.length > 0) visitNumber(Number(value), callback);
      if (typeof value === "string") visitText(value, callback);
      else for (const set of notText) callback(set);
    },
  };
}

const none: readonly MatchSet[] = [];

function equalValues(filed: readonly Filed[]): ReadonlyMap<unknown, readonly MatchSet[]> {
  const equal = new Map<unknown, MatchSet[]>();
  for (const { set, fact } of filed) {
    if (fact.test !== "in") continue;
    for (const key of new Set(fact.values.map(looseKey))) {
      const sets = equal.get(key);
      if (sets) sets.push(set);
      else equal.set(key, [set]);
    }
  }
  return equal;
}

/** What begins a text that JavaScript's `==` could take for a number. */
const numeric = /^[\s\d.+\-I]|^$/;

/** The same for all values that are loosely equal; for some others too, as "5" and "5.0" both equal 5. */
function looseKey(value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string" || !numeric.test(value)) return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

/** Shortest first. */
function prefixesByLength(filed: readonly Filed[]) {
  const lengths = new Map<number, Map<string, MatchSet[]>>();
  for (const { set, fact } of filed) {
    if (fact.test !== "prefix") continue;
    const sets = lengths.get(fact.text.length) ?? new Map<string, MatchSet[]>();
    lengths.set(fact.text.length, sets);
    sets.set(fact.text, [...(sets.get(fact.text) ?? []), set]);
  }
  return [...lengths].map(([length, sets]) => ({ length, sets })).sort((a, b) => a.length - b.length);
}

function substringsOf(filed: readonly Filed[]): Substrings | null {
  const found = filed.flatMap(({ set, fact }) => (fact.test === "substring" ? [{ set, text: fact.text }] : []));
  return found.length > 0 ? createSubstrings(found) : null;
}

const boundsOf = (filed: readonly Filed[], test: "least" | "most"): Bounded[] =>
  filed.flatMap(({ set, fact }) => (fact.test === test ? [{ set, bound: fact.bound }] : []));
