import type { MatchSet } from "./rule-set.js";

/** Match sets by a text that a value must hold. */
export interface Substrings {
  /** Calls back, once each, with the sets whose text is in the value. */
  readonly visit: (value: string, callback: (set: MatchSet) => void) => void;
}

interface Entry {
  readonly text: string;
  readonly set: MatchSet;
  /** The visit in which it was found last: it may be in a value twice. */
  found: number;
}

/** Texts up to this many are looked for one by one. */
const few = 6;

/**
 * Looks for all texts in one pass: at each place only those are compared that begin with the two characters found
 * there, and most places begin none.
 */
export function createSubstrings(texts: readonly { readonly text: string; readonly set: MatchSet }[]): Substrings {
  const entries = texts.map(({ text, set }): Entry => ({ text, set, found: 0 }));
  const isShort = entries.length <= few;
  const oneByOne = entries.filter(({ text }) => isShort || text.length < 2);
  const byStart = new Map<number, Entry[]>();
  for (const entry of entries) {
    if (oneByOne.includes(entry)) continue;
    const start = startAt(entry.text, 0);
    byStart.set(start, [...(byStart.get(start) ?? []), entry]);
  }
  // A bit for each start, by its low bits: a cheap way to pass over most places.
  const starts = new Uint8Array(4096);
  for (const start of byStart.keys()) starts[start & 4095] = 1;
  let visits = 0;
  return {
    visit: (value, callback) => {
      for (const { text, set } of oneByOne) if (value.includes(text)) callback(set);
      if (byStart.size === 0) return;
      visits++;
      for (let place = 0; place < value.length - 1; place++) {
        const start = startAt(value, place);
        if (starts[start & 4095] === 0) continue;
        for (const entry of byStart.get(start) ?? []) {
          if (entry.found === visits || !value.startsWith(entry.text, place)) continue;
          entry.found = visits;
          callback(entry.set);
        }
      }
    },
  };
}

/** A number for two neighbouring characters; others may have the same. */
const startAt = (text: string, place: number): number => (text.charCodeAt(place) << 6) ^ text.charCodeAt(place + 1);
