import fc from "fast-check";
import { expect, test } from "vitest";
import { histories } from "./arbitrary-histories.js";
import { kinds } from "./arbitrary-rules.js";
import { type Outcome, simulate } from "./simulation.js";

/*
 * Promises 1 and 2 together, under everything that may happen: sources that deliver late, twice and out of order, rules
 * that fail, stores that fail at any moment of a transaction, engines lost in the middle of one, and others in between.
 */

const cases = process.env.MCM_DEEP ? 5000 : 120;

/** What to play again: `seed:path`, as a failure prints it. */
const [seed, ...path] = process.env.MCM_SEED?.split(":") ?? [];
const again = seed === undefined ? { numRuns: cases } : { seed: Number(seed), path: path.join(":"), numRuns: 1 };

/** Until then a failure is cut down; one that takes longer is told as it is. In milliseconds. */
const patience = 60_000 + cases * 200;
const limits = { interruptAfterTimeLimit: patience, markInterruptAsFailure: true };

test("whatever happens on the way, what is found in the end is what the definitions say", {
  timeout: patience + 30_000,
}, async () => {
  const outcomes: Outcome[] = [];
  const property = fc.asyncProperty(histories, async (history) => {
    outcomes.push(await simulate(history));
  });
  const details = await fc.check(property, { ...again, ...limits, endOnFailure: seed !== undefined });
  if (details.failed) {
    const replay = `MCM_SEED="${details.seed}:${details.counterexamplePath ?? ""}"`;
    const message = `play it again with\n  ${replay} npm test -- --project engine simulation`;
    throw new Error(`${message}\n\n${await fc.asyncDefaultReportMessage(details)}`, { cause: details.errorInstance });
  }
  if (seed !== undefined) return;
  expect(outcomes.reduce((sum, { faults }) => sum + faults, 0)).toBeGreaterThan(cases);
  expect(new Set(outcomes.flatMap(({ finders }) => finders))).toEqual(new Set(Object.keys(kinds)));
});
