/**
 * Runs some work in which looking at the clock, or at `Math.random`, throws. `because` ends the message:
 * "a rule depends on its events alone".
 */
export function withoutChance<Result>(because: string, work: () => Result): Result {
  const { Date: realDate, Math: realMath, performance: realPerformance } = globalThis;
  const random = realMath.random;
  const refuse = (what: string) => (): never => {
    throw new Error(`it used ${what}; ${because}`);
  };
  globalThis.Date = new Proxy(realDate, {
    construct: (target, args: []) => (args.length === 0 ? refuse("the clock")() : new target(...args)),
    apply: refuse("the clock"),
    get: (target, key) => (key === "now" ? refuse("the clock") : Reflect.get(target, key)),
  });
  globalThis.performance = new Proxy(realPerformance, { get: refuse("the clock") });
  realMath.random = refuse("Math.random");
  try {
    return work();
  } finally {
    globalThis.Date = realDate;
    globalThis.performance = realPerformance;
    realMath.random = random;
  }
}
