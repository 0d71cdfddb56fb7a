import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { place } from "../src/evaluate/matching.js";
import { fingerprint } from "../src/evaluate/span.js";
import { createEngine, createEvaluator, type NewEvent, parseEvent, type Rule, type RuleEvent } from "../src/index.js";
import { sqlite } from "../src/stores/sqlite.js";
import {
  type ExpectedFinding,
  expectAbsence,
  expectDedup,
  expectDistinct,
  expectMatch,
  expectNewValue,
  expectRare,
  expectSequence,
  expectThreshold,
} from "./oracle.js";

/*
 * Promise 1: findings are a function of the set of events, the rules and their options. Arbitrary small sets, crowded
 * on few moments so that ties and windows' edges are met all the time, are delivered in any order, in any batches,
 * with duplicates, with restarts and with next to no memory, and compared with what the definitions say.
 */

const cases = process.env.MCM_DEEP ? 10_000 : 300;

const common = { severity: "low", title: "t", description: "{{user}} {{count}}" } as const;
const minutes = (n: number) => `${n}m` as const;

const kinds: Record<
  string,
  fc.Arbitrary<{ rule: Rule; expect: (events: readonly NewEvent[]) => ExpectedFinding[] }>
> = {
  match: fc.constant({ rule: { ...common, name: "rule" }, expect: expectMatch }),
  "match with dedup": fc
    .record({ quiet: fc.integer({ min: 1, max: 12 }).map(minutes), ...optionalGroup() })
    .map((dedup) => ({
      rule: { ...common, name: "rule", dedup },
      expect: (events) => expectDedup(events, dedup),
    })),
  threshold: fc
    .record({
      count: fc.integer({ min: 1, max: 5 }),
      within: fc.integer({ min: 1, max: 20 }).map(minutes),
      ...optionalGroup(),
    })
    .map((threshold) => ({
      rule: { ...common, name: "rule", threshold },
      expect: (events) => expectThreshold(events, threshold),
    })),
  distinct: fc
    .record({
      field: fc.constant("raw_data.value"),
      count: fc.integer({ min: 2, max: 3 }),
      within: fc.integer({ min: 1, max: 20 }).map(minutes),
      ...optionalGroup(),
    })
    .map((distinct) => ({
      rule: { ...common, name: "rule", distinct },
      expect: (events) => expectDistinct(events, distinct),
    })),
  sequence: fc
    .record({
      steps: fc.array(
        fc.constantFrom(
          valueIn("x"),
          valueIn("y"),
          valueIn("x", "y"),
          valueIn("y", "z"),
          (event: RuleEvent) => event.source === "a",
        ),
        { minLength: 2, maxLength: 4 },
      ),
      within: fc.integer({ min: 1, max: 20 }).map(minutes),
      ...optionalGroup(),
    })
    .map((sequence) => ({
      rule: { ...common, name: "rule", sequence },
      expect: (events) => expectSequence(events, sequence),
    })),
  "new value": fc
    .record({
      fields: fc.constantFrom(["raw_data.value"], ["raw_data.value", "source"]),
      history: fc.integer({ min: 1, max: 30 }).map(minutes),
      learn: fc.integer({ min: 1, max: 20 }).map(minutes),
      ...optionalGroup(),
    })
    .map((new_value) => ({
      rule: { ...common, name: "rule", new_value },
      expect: (events) => expectNewValue(events, new_value),
    })),
  absence: fc.record({ every: fc.integer({ min: 1, max: 20 }).map(minutes), ...optionalGroup() }).map((absence) => ({
    rule: { ...common, name: "rule", absence },
    expect: (events) => expectAbsence(events, absence),
  })),
  rare: fc
    .record({
      field: fc.constant("raw_data.value"),
      at_most: fc.integer({ min: 1, max: 3 }),
      after: fc.integer({ min: 1, max: 6 }),
      within: fc.integer({ min: 1, max: 30 }).map(minutes),
      ...optionalGroup(),
    })
    .map((rare) => ({ rule: { ...common, name: "rule", rare }, expect: (events) => expectRare(events, rare) })),
};

function valueIn(...values: string[]) {
  return (event: RuleEvent): boolean => values.includes(String(event.raw_data.value));
}

function optionalGroup() {
  return { group_by: fc.constantFrom(undefined, ["user"], ["user", "raw_data.value"]) };
}

/** Up to 40 events on 40 minutes, of two users or none, with values that may be missing, from two sources. */
const eventSet: fc.Arbitrary<NewEvent[]> = fc
  .uniqueArray(
    fc.record({
      source: fc.constantFrom("a", "b"),
      external_id: fc
        .constantFrom("1", "2", "3", "\u{1f600}", "\uffee", "z")
        .chain((tie) => fc.nat(9).map((n) => `${tie}${n}`)),
      timestamp: fc.nat(40).map((minute) => new Date(Date.UTC(2025, 0, 1, 9, minute)).toISOString()),
      user: fc.constantFrom("ada", "bob", null),
      event_type: fc.constant("login_failed"),
      raw_data: fc.constantFrom({}, { value: "x" }, { value: "y" }, { value: "z" }),
    }),
    { maxLength: 40, selector: ({ source, external_id }) => `${source} ${external_id}` },
  )
  .map((events) => events.map(parseEvent));

/** The set in some order, some of it twice, cut into batches. */
const delivery = eventSet.chain((events) =>
  fc.record({
    events: fc.constant(events),
    batches: fc
      .tuple(
        orderOf(events),
        fc.oneof(fc.constant([]), fc.subarray(events)),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 40, maxLength: 80 }),
      )
      .map(([order, again, sizes]) => split([...order, ...again], sizes)),
  }),
);

/** In order, in order but for a few that come late, in reverse, or in any order. */
function orderOf(events: readonly NewEvent[]): fc.Arbitrary<NewEvent[]> {
  const inOrder = place(events.map((event, id) => ({ id, event }))).map(({ event }) => event);
  const someLate = fc.subarray(inOrder, { maxLength: Math.min(3, inOrder.length) }).map((late) => {
    return [...inOrder.filter((event) => !late.includes(event)), ...late];
  });
  return fc.oneof(
    fc.constant(inOrder),
    someLate,
    fc.constant(inOrder.toReversed()),
    fc.shuffledSubarray([...events], { minLength: events.length }),
  );
}

function split<T>(list: readonly T[], sizes: readonly number[]): T[][] {
  const batches: T[][] = [];
  for (let from = 0, i = 0; from < list.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    batches.push(list.slice(from, from + size));
    from += size;
  }
  return batches;
}

interface Essence {
  readonly fingerprint: string;
  readonly timestamp: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly event_count: number;
  readonly user: string | null;
  readonly description: string;
}

function essence({ fingerprint, timestamp, first_seen, last_seen, event_count, user, description }: Essence): Essence {
  return { fingerprint, timestamp, first_seen, last_seen, event_count, user, description };
}

function essenceOf(expected: readonly ExpectedFinding[], events: readonly NewEvent[], rule: Rule): Essence[] {
  return expected.map(({ group, anchor, timestamp, first_seen, last_seen, event_count }) => {
    const event = events.find(({ source, external_id }) => `${source}\t${external_id}` === anchor);
    if (!event) throw new Error("no such anchor");
    const isSingle = !["threshold", "dedup", "rare", "distinct", "sequence", "new_value", "absence"].some(
      (word) => word in rule,
    );
    return {
      fingerprint: fingerprint("rule", isSingle ? null : JSON.stringify(group), anchor),
      timestamp: timestamp ?? event.timestamp,
      first_seen,
      last_seen,
      event_count,
      user: event.user,
      description: `${event.user ?? "unknown"} ${event_count}`,
    };
  });
}

const byFingerprint = (list: readonly Essence[]): Essence[] =>
  list.map(essence).sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));

describe.each(Object.entries(kinds))("%s", { timeout: 60_000 + cases * 60 }, (_, kind) => {
  test("in memory, findings are what the definition says of the whole set", () => {
    fc.assert(
      fc.property(kind, delivery, ({ rule, expect: oracle }, { events, batches }) => {
        const evaluator = createEvaluator({ rules: [rule] });
        for (const batch of batches) evaluator.evaluate(batch);
        expect(byFingerprint(evaluator.findings())).toEqual(byFingerprint(essenceOf(oracle(events), events, rule)));
      }),
      { numRuns: cases },
    );
  });

  test("in a store, with restarts and little memory, they are the same", async () => {
    await fc.assert(
      fc.asyncProperty(
        kind,
        delivery,
        fc.array(fc.boolean()),
        fc.constantFrom(0, 1, 2, 1000),
        async (chosen, given, restarts, rememberedGroups) => {
          const { rule, expect: oracle } = chosen;
          const store = sqlite(":memory:");
          const start = () => createEngine({ store, rules: [rule], rememberedGroups });
          let engine = start();
          for (const [index, batch] of given.batches.entries()) {
            if (restarts[index]) engine = start();
            await engine.ingest(batch);
          }
          const findings = await engine.findings({ limit: 1000 });
          const summary = await engine.summary();
          await engine.close();
          expect(byFingerprint(findings)).toEqual(byFingerprint(essenceOf(oracle(given.events), given.events, rule)));
          expect(summary.total_events).toBe(given.events.length);
          expect(summary.total_findings).toBe(findings.length);
        },
      ),
      { numRuns: Math.ceil(cases / 3) },
    );
  });
});
