/** How many events the next batch takes. */
export interface Pace {
  readonly size: () => number;
  /** To be told how many events a batch held, and the milliseconds that it took. */
  readonly took: (count: number, milliseconds: number) => void;
}

/** Below this a transaction's own cost outweighs that of its events, so that smaller ones are hardly shorter. */
const least = 50;

/** What a first batch takes where they are to be short: most machines manage it in time. */
const first = 200;

/**
 * Finds the size of batches that take about so long, up to a largest one; always the largest where time is no matter.
 * One batch that took longer halves the next one at most, since it may have waited for the disk; sizes grow by a quarter.
 */
export function createPace({
  atMost,
  milliseconds,
}: {
  readonly atMost: number;
  readonly milliseconds?: number | undefined;
}): Pace {
  if (milliseconds === undefined) return { size: () => atMost, took: () => undefined };
  let size = Math.min(first, atMost);
  return {
    size: () => size,
    took: (count, spent) => {
      if (spent > milliseconds) size *= Math.max(0.5, milliseconds / spent);
      // One that was not full says nothing of what would have fitted.
      else if (count >= size) size *= Math.min(1.25, milliseconds / Math.max(spent, 1));
      size = Math.round(Math.min(atMost, Math.max(least, size)));
    },
  };
}
