import type { Evaluate } from "../condition/compiler.js";
import type { Necessary } from "../condition/condition.js";
import { sharedReader } from "../condition/read-path.js";
import type { NewEvent } from "../event.js";
import { type Filed, factKeys, hashOfOther, numberIn, type Parts, partKey, startKey, wholeKey } from "./fact-keys.js";
import { hashesOf, hashOfNumber, partHash } from "./hashes.js";
import { createKeyTable, type KeyTable, type Region } from "./key-table.js";
import type { MatchSet } from "./rule-set.js";

/** Match sets that listen to one event type, each filed by a fact without which it matches no event. */
export interface Drawer {
  readonly sets: readonly MatchSet[];
  /** Those that are not filed, for every event. */
  readonly always: readonly MatchSet[];
  /** Whether any is filed. */
  readonly isSorted: boolean;
  /** Adds, once each, the sets that an event may match; never leaves one out. */
  readonly collect: (event: NewEvent, into: MatchSet[]) => void;
}

/** What is filed by facts about the value at one path. */
interface Section {
  readonly read: Evaluate;
  readonly sets: readonly MatchSet[];
  readonly region: Region;
  readonly seed: number;
  /** Whether any of the sets has keys in the table; some have bounds instead. */
  readonly isKeyed: boolean;
  readonly startLengths: readonly number[];
  readonly partsOf: readonly Parts[];
  /** Sets by what a number must at least, or at most, be; those that most numbers meet first. */
  readonly least: readonly Bounded[];
  readonly most: readonly Bounded[];
}

interface Bounded {
  readonly set: MatchSet;
  readonly bound: number;
}

/** Fewer sets than this are asked one by one: looking values up takes as long. */
const worthSorting = 10;

export function drawerOf(sets: readonly MatchSet[]): Drawer {
  const isSmall = sets.length < worthSorting;
  const always = isSmall ? sets : sets.filter((set) => tellingFact(set) === undefined);
  const filed = isSmall ? [] : sets.flatMap((set) => filedOf(set));
  const byPath = [...Map.groupBy(filed, ({ fact }) => fact.path)].map(([path, filed], place) => {
    const seed = Math.imul(place + 1, 0x85ebca6b);
    return { path, filed, seed, keys: factKeys(filed, seed) };
  });
  const table = createKeyTable(byPath.map(({ keys }) => keys));
  const sections = byPath.map(({ path, filed, seed, keys }, place): Section => {
    const least = boundsOf(filed, "least").sort((a, b) => a.bound - b.bound);
    const most = boundsOf(filed, "most").sort((a, b) => b.bound - a.bound);
    return {
      read: sharedReader(path),
      sets: filed.map(({ set }) => set),
      region: table.regions[place] as Region,
      seed,
      isKeyed: least.length + most.length < filed.length,
      startLengths: keys.startLengths,
      partsOf: keys.partsOf,
      least,
      most,
    };
  });
  return {
    sets,
    always,
    isSorted: sections.length > 0,
    collect: (event, into) => {
      for (const set of always) into.push(set);
      for (const section of sections) {
        const value = section.read(event) ?? null;
        if (typeof value === "object" && value !== null) {
          for (const set of section.sets) into.push(set);
          continue;
        }
        if (section.isKeyed) collectKeyed(section, table, value as Scalar, into);
        collectBounded(section, value as Scalar, into);
      }
    },
  };
}

type Scalar = string | number | boolean | null;

/** A text is hashed once; the keys of its parts then cost two multiplications each. */
function collectKeyed(section: Section, table: KeyTable, value: Scalar, into: MatchSet[]): void {
  const { region, seed, startLengths, partsOf } = section;
  table.lookAnew();
  if (typeof value !== "string") {
    table.addWhole(region, wholeKey(hashOfOther(value), seed), into);
    return;
  }
  const hashes = hashesOf(value);
  const number = numberIn(value);
  const hash = number === null ? (hashes[value.length] as number) : hashOfNumber(number);
  table.addWhole(region, wholeKey(hash, seed), into);
  for (const length of startLengths) {
    if (length > value.length) break;
    table.addStart(region, startKey(hashes[length] as number, seed), into);
  }
  for (const { length, leaving } of partsOf) {
    for (let end = length; end <= value.length; end++) {
      table.addPart(region, partKey(partHash(hashes, end, length, leaving), seed), into);
    }
  }
}

function collectBounded({ least, most }: Section, value: Scalar, into: MatchSet[]): void {
  if (least.length + most.length === 0) return;
  const number = Number(value);
  for (const { bound, set } of least) {
    if (bound > number) break;
    into.push(set);
  }
  for (const { bound, set } of most) {
    if (bound < number) break;
    into.push(set);
  }
}

const boundsOf = (filed: readonly Filed[], test: "least" | "most"): Bounded[] =>
  filed.flatMap(({ set, fact }) => (fact.test === test ? [{ set, bound: fact.bound }] : []));

function filedOf(set: MatchSet): readonly Filed[] {
  const fact = tellingFact(set);
  return fact ? [{ set, fact }] : [];
}

/** Of the facts about a set the one that most events fail. */
function tellingFact({ condition }: MatchSet): Necessary | undefined {
  const facts = (condition?.necessary ?? []).filter(({ path }) => path !== "event_type");
  return facts.toSorted((a, b) => breadth(a) - breadth(b))[0];
}

/** A guess at how many events a fact lets through; for comparing. */
function breadth(fact: Necessary): number {
  if (fact.test === "in") return fact.values.length;
  if (fact.test === "prefix") return 20 / (1 + fact.text.length);
  if (fact.test === "substring") return 40 / (1 + fact.text.length);
  return 1000;
}
