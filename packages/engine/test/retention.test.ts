import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEngine, type NewEvent } from "../src/index.js";
import { sqlite } from "../src/stores/sqlite.js";
import { eventSetOf } from "./arbitrary-events.js";
import { kinds, listening } from "./arbitrary-rules.js";
import { essences, expectedFindings } from "./expected-findings.js";

/*
 * Retention changes no finding: with old events deleted between batches, findings are what the definitions say of all
 * the events that were ever taken in. Events come in about the order of their times, as they do where some are deleted.
 */

const cases = process.env.MCM_DEEP ? 10_000 : 20;
const minute = 60_000;

const roughlyInOrder = eventSetOf(["a", "b"]).chain((events) =>
  fc.array(fc.integer({ min: 0, max: 25 }), { minLength: events.length, maxLength: events.length }).map((delays) =>
    events
      .map((event, index) => ({ event, comes: Date.parse(event.timestamp) + (delays[index] ?? 0) * minute }))
      .sort((a, b) => a.comes - b.comes)
      .map(({ event }) => event),
  ),
);

const delivery = roughlyInOrder.chain((events) =>
  fc.record({
    events: fc.constant(events),
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }),
    kept: fc.integer({ min: 5, max: 20 }),
    isFresh: fc.array(fc.boolean()),
    rememberedGroups: fc.constantFrom(0, 1, 1000),
  }),
);

function* batches(events: readonly NewEvent[], sizes: readonly number[]): Generator<readonly NewEvent[]> {
  for (let from = 0, turn = 0; from < events.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield events.slice(from, from + size);
    from += size;
  }
}

describe.each(Object.entries(kinds))("%s", { timeout: 60_000 + cases * 600 }, (name, kind) => {
  test("findings are those of all events that were taken in, whatever was deleted since", async () => {
    let deleted = 0;
    await fc.assert(
      fc.asyncProperty(listening(kind), delivery, async (rule, { events, sizes, kept, isFresh, rememberedGroups }) => {
        const store = sqlite(":memory:");
        let now = 0;
        const retention = { events: `${kept}m`, findings: "10y" } as const;
        const start = () => createEngine({ store, rules: [rule], retention, now: () => now, rememberedGroups });
        let engine = start();
        const taken: NewEvent[] = [];
        let turn = 0;
        for (const batch of batches(events, sizes)) {
          now = Math.max(now, ...batch.map(({ timestamp }) => Date.parse(timestamp)));
          if (isFresh[turn++]) engine = start();
          const { rejected } = await engine.ingest(batch);
          taken.push(...batch.filter((_, index) => !rejected.some((one) => one.index === index)));
          const pruned = await engine.prune();
          deleted += pruned.points;
          expect(await engine.prune()).toEqual({ events: 0, findings: 0, points: 0 });
        }
        const findings = await engine.findings({ limit: 1000 });
        const wrong = await engine.checkCounters();
        const { total_events } = await engine.summary();
        await engine.close();
        expect(essences(findings)).toEqual(essences(expectedFindings([rule], taken)));
        expect(wrong).toEqual([]);
        expect(total_events).toBe(taken.length);
      }),
      { numRuns: cases },
    );
    // Plain matches leave no points.
    if (name !== "match") expect(deleted).toBeGreaterThan(0);
  });
});
