/** At most this many grid lines above zero. */
const maximumLines = 4;

/** Round marks for an axis of counts, from 0 to the first that no count exceeds: `[0, 50, 100, 150, 200]` for 185. */
export function countScale(largest: number): number[] {
  const step = roundStep(largest / maximumLines);
  return Array.from({ length: Math.ceil(largest / step) + 1 }, (_, index) => index * step);
}

/** The smallest of 1, 2, 5, 10, 20, 50 and so on that is no smaller. */
function roundStep(least: number): number {
  for (let power = 1; ; power *= 10) {
    const step = [1, 2, 5].map((factor) => factor * power).find((each) => each >= least);
    if (step !== undefined) return step;
  }
}
