import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { histories } from "./arbitrary-histories.js";
import { kinds } from "./arbitrary-rules.js";
import { freshDatabase } from "./places.js";
import { type Outcome, simulate } from "./simulation.js";

/*
 * Promises 1 and 2 together, under everything that may happen: sources that deliver late, twice and out of order, rules
 * that fail, stores that fail at any moment of a transaction, engines lost in the middle of one, and others in between.
 */

const cases = process.env.MCM_DEEP ? 5000 : 100;

/** What to play again: `seed:path`, as a failure prints it. */
const [seed, ...path] = process.env.MCM_SEED?.split(":") ?? [];
const again = seed === undefined ? {} : { seed: Number(seed), path: path.join(":"), numRuns: 1 };

/** Until then a failure is cut down; one that takes longer is told as it is. In milliseconds. */
const patience = 120_000 + cases * 200;
const limits = { interruptAfterTimeLimit: patience, markInterruptAsFailure: true };

/** Plays arbitrary histories; those whose engines share a file in a database instead, where one is given. */
async function playAll(numRuns: number, database?: string): Promise<void> {
  const outcomes: Outcome[] = [];
  const among = database === undefined ? histories : histories.filter(({ isFile }) => isFile);
  const property = fc.asyncProperty(among, async (history) => {
    outcomes.push(await simulate(history, database));
  });
  const details = await fc.check(property, { numRuns, ...again, ...limits, endOnFailure: seed !== undefined });
  if (details.failed) {
    const replay = `MCM_SEED="${details.seed}:${details.counterexamplePath ?? ""}"`;
    const message = `play it again with\n  ${replay} npm test -- --project engine simulation`;
    throw new Error(`${message}\n\n${await fc.asyncDefaultReportMessage(details)}`, { cause: details.errorInstance });
  }
  if (seed !== undefined) return;
  const faults = outcomes.reduce((sum, outcome) => sum + outcome.faults, 0);
  const finders = new Set(outcomes.flatMap((outcome) => outcome.finders));
  // Fewer histories may lack one kind, and most faults, by chance.
  expect(faults).toBeGreaterThan(numRuns >= 100 ? numRuns : 0);
  if (numRuns >= 100) expect(finders).toEqual(new Set(Object.keys(kinds)));
  else expect(finders.size).toBeGreaterThan(3);
}

describe("whatever happens on the way, what is found in the end is what the definitions say", {
  timeout: patience + 30_000,
}, () => {
  test("in SQLite", () => playAll(cases));
  test("in PostgreSQL", async () => playAll(Math.ceil(cases / 10), await freshDatabase(inject("postgres"))));
});
