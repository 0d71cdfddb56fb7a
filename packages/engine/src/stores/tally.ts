/** Sums by key, where a key is some whole numbers. */
export interface Tally {
  add(key: readonly number[], count: number): void;
  /** Keys with what they add up to; those that come to nothing are left out. */
  sums(): Iterable<readonly [key: readonly number[], count: number]>;
}

/** An empty tally. */
export function tally(): Tally {
  const counts = new Map<string, number>();
  return {
    add: (key, count) => {
      const text = key.join(" ");
      counts.set(text, (counts.get(text) ?? 0) + count);
    },
    *sums() {
      for (const [text, count] of counts) if (count !== 0) yield [text.split(" ").map(Number), count];
    },
  };
}
