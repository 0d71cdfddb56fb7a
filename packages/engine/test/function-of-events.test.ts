import fc from "fast-check";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { createEngine, createEvaluator } from "../src/index.js";
import { batchesOf, eventSetOf } from "./arbitrary-events.js";
import { kinds, listening } from "./arbitrary-rules.js";
import { essences, expectedFindings } from "./expected-findings.js";
import { emptied, freshDatabase, storeAt } from "./places.js";

/*
 * Promise 1: findings are a function of the set of events, the rules and their options. Arbitrary sets are delivered
 * in any order, in any batches, with duplicates, with restarts and with next to no memory, and compared with what the
 * definitions say.
 */

const cases = process.env.MCM_DEEP ? 10_000 : 90;

let database: string;

beforeAll(async () => {
  database = await freshDatabase(inject("postgres"));
});

/** Stores, each with where an empty one is, and how many cases it is tried on. */
const stores: readonly [name: string, place: () => Promise<string>, cases: number][] = [
  ["SQLite", async () => ":memory:", cases / 3],
  ["PostgreSQL", () => emptied(database), cases / 15],
];

const delivery = eventSetOf(["a", "b"]).chain((events) =>
  fc.record({ events: fc.constant(events), batches: batchesOf(events) }),
);

describe.each(Object.entries(kinds))("%s", { timeout: 60_000 + cases * 60 }, (_, kind) => {
  const rules = listening(kind);

  test("in memory, findings are what the definition says of the whole set", () => {
    fc.assert(
      fc.property(rules, delivery, (rule, { events, batches }) => {
        const evaluator = createEvaluator({ rules: [rule] });
        for (const batch of batches) evaluator.evaluate(batch);
        expect(essences(evaluator.findings())).toEqual(essences(expectedFindings([rule], events)));
      }),
      { numRuns: cases },
    );
  });

  test.each(stores)("in %s, with restarts and little memory, they are the same", async (_, place, cases) => {
    await fc.assert(
      fc.asyncProperty(
        rules,
        delivery,
        fc.array(fc.boolean()),
        fc.constantFrom(0, 1, 2, 1000),
        async (rule, { events, batches }, restarts, rememberedGroups) => {
          const store = storeAt(await place());
          const start = () => createEngine({ store, rules: [rule], rememberedGroups });
          let engine = start();
          for (const [index, batch] of batches.entries()) {
            if (restarts[index]) engine = start();
            await engine.ingest(batch);
          }
          const findings = await engine.findings({ limit: 1000 });
          const summary = await engine.summary();
          await engine.close();
          expect(essences(findings)).toEqual(essences(expectedFindings([rule], events)));
          expect(summary.total_events).toBe(events.length);
          expect(summary.total_findings).toBe(findings.length);
        },
      ),
      { numRuns: Math.ceil(cases) },
    );
  });
});
