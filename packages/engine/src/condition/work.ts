/**
 * How many elements of lists one evaluation may look at, those of lists within lists counted each time. Documents can
 * nest their loops; this bounds what an event with long lists can cost.
 */
const maximumVisits = 1_000_000;

/** What ends an evaluation that looked at too many elements. */
const exhausted = new Error(`looked at more than ${maximumVisits} elements`);

/** Evaluations are synchronous and never nest, so one counter serves all. */
let left = maximumVisits;

/** Notes that one more element is looked at. */
export function visit(): void {
  left -= 1;
  if (left < 0) throw exhausted;
}

/** Gives an evaluation that loops its own count; `otherwise` is the result of one that would look at too much. */
export function bounded<Result>(evaluate: (data: unknown) => Result, otherwise: Result): (data: unknown) => Result {
  return (data) => {
    left = maximumVisits;
    try {
      return evaluate(data);
    } catch (thrown) {
      if (thrown === exhausted) return otherwise;
      throw thrown;
    }
  };
}
