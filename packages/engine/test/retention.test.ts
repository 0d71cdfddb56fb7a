import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { createEngine, type NewEvent, type Rule, type Store } from "../src/index.js";
import { postgres } from "../src/stores/postgres.js";
import { sqlite } from "../src/stores/sqlite.js";
import { eventSetOf } from "./arbitrary-events.js";
import { kinds, listening } from "./arbitrary-rules.js";
import { essences, expectedFindings } from "./expected-findings.js";
import { emptied, freshDatabase } from "./places.js";

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

type Delivery = typeof delivery extends fc.Arbitrary<infer Value> ? Value : never;

function* batches(events: readonly NewEvent[], sizes: readonly number[]): Generator<readonly NewEvent[]> {
  for (let from = 0, turn = 0; from < events.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield events.slice(from, from + size);
    from += size;
  }
}

/** Findings of a rule over events that are deleted between batches; gives how many points were. */
async function expectUnaffected(store: Store, rule: Rule, delivered: Delivery): Promise<number> {
  const { events, sizes, kept, isFresh, rememberedGroups } = delivered;
  let [now, deleted, turn] = [0, 0, 0];
  const retention = { events: `${kept}m`, findings: "10y" } as const;
  const start = () => createEngine({ store, rules: [rule], retention, now: () => now, rememberedGroups });
  let engine = start();
  const taken: NewEvent[] = [];
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
  return deleted;
}

describe.each(Object.entries(kinds))("%s", { timeout: 60_000 + cases * 1000 }, (name, kind) => {
  const expectAll = async (numRuns: number, newStore: () => Promise<Store>): Promise<number> => {
    let deleted = 0;
    const property = fc.asyncProperty(listening(kind), delivery, async (rule, delivered) => {
      deleted += await expectUnaffected(await newStore(), rule, delivered);
    });
    await fc.assert(property, { numRuns });
    return deleted;
  };

  test("findings are those of all events that were taken in, whatever was deleted since", async () => {
    const deleted = await expectAll(cases, async () => sqlite(":memory:"));
    // Plain matches leave no points, and few cases may delete none by chance.
    if (name !== "match" && cases > 100) expect(deleted).toBeGreaterThan(0);
  });

  test("in PostgreSQL too", async () => {
    const url = await freshDatabase(inject("postgres"));
    await expectAll(Math.ceil(cases / 10), async () => postgres(await emptied(url)));
  });
});
