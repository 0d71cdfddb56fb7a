import type { FactKeys, Keyed } from "./fact-keys.js";
import type { MatchSet } from "./rule-set.js";

/** Where in a table's filter the keys of one path are, and what a key is shifted by to get its word there. */
export interface Region {
  readonly offset: number;
  readonly shift: number;
}

/** Match sets by their keys. */
export interface KeyTable {
  /** To be called before each value. */
  readonly lookAnew: () => void;
  /** Add the sets that have a key; each at most once for a value. */
  readonly addWhole: (region: Region, key: number, into: MatchSet[]) => void;
  readonly addStart: (region: Region, key: number, into: MatchSet[]) => void;
  readonly addPart: (region: Region, key: number, into: MatchSet[]) => void;
}

/** Sets that have the same key, one after the other. */
interface Entry {
  readonly set: MatchSet;
  readonly next: Entry | null;
  /** The value at which the first of them was found last: a part may be in a value twice. */
  found: number;
}

type Entries = Map<number, Entry>;

/** How many bits the filter has for each key, at least: most lookups end there, and it is to fit a processor's cache. */
const bitsPerKey = 16;

/** The regions of paths with so many keys, one behind the other, and how many words they take together. */
function regionsOf(counts: readonly number[]): { readonly regions: readonly Region[]; readonly words: number } {
  let words = 0;
  const regions = counts.map((count) => {
    const wordBits = Math.max(1, Math.ceil(Math.log2((count * bitsPerKey) / 32 + 1)));
    const region = { offset: words, shift: 32 - wordBits };
    words += 2 ** wordBits;
    return region;
  });
  return { regions, words };
}

/** Puts the keys of each path into a table: of what is looked up, one word in a filter tells most that it is not there. */
export function createKeyTable(paths: readonly FactKeys[]): KeyTable & { readonly regions: readonly Region[] } {
  const counts = paths.map(({ wholes, starts, parts }) => wholes.length + starts.length + parts.length);
  const { regions, words } = regionsOf(counts);
  const filter = new Int32Array(words);
  const put = (entries: Entries, { offset, shift }: Region, keyed: readonly Keyed[]): void => {
    for (const { key, set } of keyed) {
      const word = offset + (key >>> shift);
      filter[word] = (filter[word] as number) | bitsOf(key);
      const next = entries.get(key) ?? null;
      // A set whose values share a key comes with one after the other.
      if (next?.set !== set) entries.set(key, { set, next, found: 0 });
    }
  };
  const wholes: Entries = new Map();
  const starts: Entries = new Map();
  const parts: Entries = new Map();
  for (const [place, keys] of paths.entries()) {
    const region = regions[place] as Region;
    put(wholes, region, keys.wholes);
    put(starts, region, keys.starts);
    put(parts, region, keys.parts);
  }

  let value = 0;
  const add = (entries: Entries, { offset, shift }: Region, key: number, into: MatchSet[]): void => {
    const bits = bitsOf(key);
    if (((filter[offset + (key >>> shift)] as number) & bits) !== bits) return;
    const first = entries.get(key);
    if (!first || first.found === value) return;
    first.found = value;
    for (let entry: Entry | null = first; entry; entry = entry.next) into.push(entry.set);
  };

  return {
    regions,
    lookAnew: () => {
      value++;
    },
    addWhole: (region, key, into) => add(wholes, region, key, into),
    addStart: (region, key, into) => add(starts, region, key, into),
    addPart: (region, key, into) => add(parts, region, key, into),
  };
}

/** Two bits of a word, from those of a key that do not choose the word. */
const bitsOf = (key: number): number => (1 << ((key >>> 6) & 31)) | (1 << ((key >>> 11) & 31));
