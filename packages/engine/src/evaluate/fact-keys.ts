import type { Necessary } from "../condition/condition.js";
import { hashesOf, hashOf, hashOfNumber, leavingOf, partHash } from "./hashes.js";
import type { MatchSet } from "./rule-set.js";

/** A match set with the fact that it is filed by. */
export interface Filed {
  readonly set: MatchSet;
  readonly fact: Necessary;
}

/** A match set with a number that a value's own keys are compared with. */
export interface Keyed {
  readonly key: number;
  readonly set: MatchSet;
}

/** Parts of one length, by which texts are found that a value must hold. */
export interface Parts {
  readonly length: number;
  /** What {@link partHash} takes out the beginning with. */
  readonly leaving: number;
}

/** The keys of what values must be, begin with and hold. */
export interface FactKeys {
  readonly wholes: readonly Keyed[];
  readonly starts: readonly Keyed[];
  readonly parts: readonly Keyed[];
  /** How long the beginnings are that a value has to be looked up by, shortest first. */
  readonly startLengths: readonly number[];
  readonly partsOf: readonly Parts[];
}

/** How long the parts of texts are: the longest that is no longer than the text. */
const partLengths = [12, 6, 3, 2, 1] as const;

/** A key of what a value is. Different seeds make different keys of one hash. */
export const wholeKey = (hash: number, seed: number): number => spread(hash ^ seed);
export const startKey = (hash: number, seed: number): number => spread(hash ^ seed ^ 0x3c6ef372);
export const partKey = (hash: number, seed: number): number => spread(hash ^ seed ^ 0x1b873593);

/** A hash's low bits know of the characters' low bits alone; the high ones of this of all. */
const spread = (hash: number): number => Math.imul(hash, 0x9e3779b1);

/** The keys of facts about the value at one path; those about bounds have none. */
export function factKeys(filed: readonly Filed[], seed: number): FactKeys {
  const wholes: Keyed[] = [];
  const starts: Keyed[] = [];
  const startLengths = new Set<number>();
  const held: Held[] = [];
  for (const { set, fact } of filed) {
    if (fact.test === "in") {
      for (const value of fact.values) wholes.push({ key: wholeKey(hashOfValue(value), seed), set });
    } else if (fact.test === "prefix") {
      startLengths.add(fact.text.length);
      starts.push({ key: startKey(hashOf(fact.text), seed), set });
    } else if (fact.test === "substring") held.push({ text: fact.text, set });
  }
  const parts: Keyed[] = [];
  const partsOf: Parts[] = [];
  for (const [length, texts] of Map.groupBy(held, ({ text }) => partLength(text))) {
    const leaving = leavingOf(length);
    partsOf.push({ length, leaving });
    for (const { hash, set } of rarestParts(texts, { length, leaving })) parts.push({ key: partKey(hash, seed), set });
  }
  return { wholes, starts, parts, startLengths: [...startLengths].sort((a, b) => a - b), partsOf };
}

interface Held {
  readonly text: string;
  readonly set: MatchSet;
}

const partLength = (text: string): number => partLengths.find((length) => length <= text.length) ?? 1;

/** Of each text's parts the hash of the one that fewest of the others have. */
function rarestParts(texts: readonly Held[], { length, leaving }: Parts) {
  const shared = new Map<number, number>();
  const timesOf = (hash: number): number => shared.get(hash) ?? 0;
  const hashed = texts.map(({ text, set }) => {
    const hashes = hashesOf(text);
    const places = Array.from({ length: text.length - length + 1 }, (_, place) => place);
    const parts = places.map((place) => partHash(hashes, place + length, length, leaving));
    for (const part of parts) shared.set(part, timesOf(part) + 1);
    return { parts, set };
  });
  return hashed.map(({ parts, set }) => ({ set, hash: parts.reduce((a, b) => (timesOf(b) < timesOf(a) ? b : a)) }));
}

/** The same for all values that are loosely equal; for some others too, as "5" and "5.0" both equal 5. */
function hashOfValue(value: string | number | boolean | null): number {
  if (typeof value !== "string") return hashOfOther(value);
  const number = numberIn(value);
  return number === null ? hashOf(value) : hashOfNumber(number);
}

/** The hash of a value that is no text. */
export const hashOfOther = (value: number | boolean | null): number =>
  value === null ? 0x2545f491 : hashOfNumber(Number(value));

/** The number that JavaScript's `==` takes a text for; null where it takes it for none. */
export function numberIn(text: string): number | null {
  const first = text.charCodeAt(0);
  // Such a text begins with a sign, dot, digit, space, or "Infinity", or is empty.
  if (first > 57 ? first !== 73 && first < 160 : first === 47) return null;
  const number = Number(text);
  return Number.isNaN(number) ? null : number;
}
