import type { MatchSet } from "./rule-set.js";

/** Match sets by a text that a value must begin with, or hold. */
export interface Texts {
  /** Adds, once each, the sets whose text the value begins with, or holds. */
  readonly collect: (value: string, into: MatchSet[]) => void;
}

interface Entry {
  readonly text: string;
  readonly set: MatchSet;
  /** The visit in which it was found last: it may be in a value twice. */
  found: number;
}

type Filed = readonly { readonly text: string; readonly set: MatchSet }[];

/** Hashes of texts are polynomials of their characters in this number. */
const base = 0x01000193;

const extend = (hash: number, character: number): number => (Math.imul(hash, base) + character) | 0;

function hashOf(text: string, length: number): number {
  let hash = 0;
  for (let place = 0; place < length; place++) hash = extend(hash, text.charCodeAt(place));
  return hash;
}

/** So few texts are sooner compared one by one. */
const few = 8;

function oneByOne(filed: Filed, holds: (value: string, text: string) => boolean): Texts {
  return {
    collect: (value, into) => {
      for (const { text, set } of filed) if (holds(value, text)) into.push(set);
    },
  };
}

/** Texts that values may begin with: the value is hashed once, and looked up at each length that there is. */
export function createPrefixes(filed: Filed): Texts {
  if (filed.length <= few) return oneByOne(filed, (value, text) => value.startsWith(text));
  const byLength = new Map<number, Map<number, Entry[]>>();
  for (const { text, set } of filed) {
    const length = text.length;
    const starts = byLength.get(length) ?? new Map<number, Entry[]>();
    byLength.set(length, starts);
    push(starts, hashOf(text, length), { text, set, found: 0 });
  }
  const lengths = [...byLength].map(([length, starts]) => ({ length, starts })).sort((a, b) => a.length - b.length);
  return {
    collect: (value, into) => {
      let hash = 0;
      let hashed = 0;
      for (const { length, starts } of lengths) {
        if (value.length < length) return;
        for (; hashed < length; hashed++) hash = extend(hash, value.charCodeAt(hashed));
        for (const { text, set } of starts.get(hash) ?? none) if (value.startsWith(text)) into.push(set);
      }
    },
  };
}

const none: readonly Entry[] = [];

/** How much of each text is looked for, by the least length that texts of a class have. */
const classes = [12, 6, 3] as const;

/**
 * Texts that values may hold. A window of a few characters moves over the value; where its hash is that of a text's
 * beginning the text is compared, and most places pass at the cost of two multiplications.
 */
export function createSubstrings(filed: Filed): Texts {
  if (filed.length <= few) return oneByOne(filed, (value, text) => value.includes(text));
  const short: Entry[] = [];
  const windows = new Map<number, Map<number, Entry[]>>();
  for (const { text, set } of filed) {
    const entry = { text, set, found: 0 };
    const length = classes.find((least) => text.length >= least);
    if (length === undefined) {
      short.push(entry);
      continue;
    }
    const starts = windows.get(length) ?? new Map<number, Entry[]>();
    windows.set(length, starts);
    push(starts, hashOf(text, length), entry);
  }
  const passes = [...windows].map(([length, starts]) => pass(length, starts));
  let visits = 0;
  return {
    collect: (value, into) => {
      visits++;
      for (const { text, set } of short) if (value.includes(text)) into.push(set);
      for (const one of passes) one(value, visits, into);
    },
  };
}

type Pass = (value: string, visits: number, into: MatchSet[]) => void;

function pass(length: number, starts: ReadonlyMap<number, readonly Entry[]>): Pass {
  // What the character that leaves the window has been multiplied by.
  let leaving = 1;
  for (let place = 0; place < length; place++) leaving = Math.imul(leaving, base);
  const filter = new Uint8Array(4096);
  for (const hash of starts.keys()) filter[hash & 4095] = 1;
  return (value, visits, into) => {
    if (value.length < length) return;
    let hash = hashOf(value, length);
    for (let end = length; ; end++) {
      if (filter[hash & 4095] === 1) {
        for (const entry of starts.get(hash) ?? none) {
          if (entry.found === visits || !value.startsWith(entry.text, end - length)) continue;
          entry.found = visits;
          into.push(entry.set);
        }
      }
      // Reading behind the end would give no whole number, and make all of this slow.
      if (end === value.length) return;
      hash = (extend(hash, value.charCodeAt(end)) - Math.imul(leaving, value.charCodeAt(end - length))) | 0;
    }
  };
}

function push(map: Map<number, Entry[]>, key: number, entry: Entry): void {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
}
