/** The times of the latest few points: all that a count within a window needs to remember. */
export interface RecentTimes {
  /** The `size`-th latest time, or undefined while there are fewer. */
  oldest(): number | undefined;
  push(time: number): void;
}

/** Remembers the latest `size` times; none where `size` is 0. */
export function recentTimes(size: number): RecentTimes {
  const times: number[] = [];
  let next = 0;
  return {
    oldest: () => (times.length === size ? times[next] : undefined),
    push: (time) => {
      if (size === 0) return;
      times[next] = time;
      next = (next + 1) % size;
    },
  };
}
