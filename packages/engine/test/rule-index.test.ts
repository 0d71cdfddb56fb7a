import fc from "fast-check";
import { expect, test } from "vitest";
import { compileCondition } from "../src/condition/compile.js";
import { operatorSet } from "../src/condition/operator-set.js";
import { createEngine, createEvaluator, type JsonLogic, type NewEvent, parseEvent, type Rule } from "../src/index.js";
import { sqlite } from "../src/stores/sqlite.js";

/* The index leaves out no rule that matches, and replacing rules leaves it as if they had always been there. */

const cases = process.env.MCM_DEEP ? 20_000 : 500;

const text = fc.constantFrom(
  "",
  "a",
  "ab",
  "abc",
  "abcabc",
  "b",
  "5",
  "5.0",
  " 5",
  "-1",
  "true",
  "\u{1f600}b",
  "Infinity",
  "/",
  "/api/v3/things-55",
  "/api/v3/things-77/items",
  `${"-".repeat(5_000)}/api/v3/things-55/abcabc`,
);
const scalar = fc.oneof(text, fc.constantFrom(0, 1, -1, 5, 5.5, 1e9), fc.boolean(), fc.constant(null));
const value = fc.oneof({ weight: 5, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }), fc.record({ a: scalar }));
const path = fc.constantFrom("raw_data.a", "raw_data.b", "raw_data.c.d", "user");

const comparison: fc.Arbitrary<JsonLogic> = fc.oneof(
  fc.tuple(fc.constantFrom("==", "===", "!=", ">", ">=", "<", "<="), path, scalar).map(([operator, at, literal]) => {
    return { [operator]: [{ var: at }, literal] };
  }),
  fc.tuple(fc.constantFrom("==", "<", ">"), path, scalar).map(([operator, at, literal]) => {
    return { [operator]: [literal, { var: at }] };
  }),
  fc.tuple(path, fc.array(scalar, { maxLength: 4 })).map(([at, list]) => ({ in: [{ var: at }, list] })),
  fc.tuple(path, text).map(([at, literal]) => ({ in: [literal, { var: at }] })),
  fc.tuple(fc.constantFrom("starts_with", "ends_with", "contains"), path, text).map(([operator, at, literal]) => {
    return { [operator]: [{ var: at }, literal] };
  }),
  path.map((at) => ({ exists: [at] })),
  path.map((at) => ({ var: at })),
  fc.constantFrom("failed", "done").map((type) => ({ "==": [{ var: "event_type" }, type] })),
);

const document: fc.Arbitrary<JsonLogic> = fc.letrec<{ node: JsonLogic }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fc
      .tuple(fc.constantFrom("and", "or"), fc.array(tie("node"), { minLength: 1, maxLength: 3 }))
      .map(([word, parts]) => {
        return { [word]: parts };
      }),
    tie("node").map((part) => ({ "!": [part] })),
  ),
})).node;

const event = fc
  .record({
    source: fc.constant("app"),
    timestamp: fc.constant("2025-01-20T10:00:00Z"),
    event_type: fc.constantFrom("failed", "done", "other"),
    user: fc.option(fc.constantFrom("a", "abc", "5")),
    raw_data: fc.record({ a: value, b: value, c: fc.oneof(value, fc.record({ d: value })) }, { requiredKeys: [] }),
  })
  .map(parseEvent);

const condition: fc.Arbitrary<Part> = fc.record({
  when: document,
  on: fc.option(fc.constantFrom(["failed"], ["done", "other"])),
});

interface Part {
  readonly when: JsonLogic;
  readonly on: readonly string[] | null;
}

const rulesOf = (parts: readonly Part[]): Rule[] =>
  parts.map(({ when, on }, index) => {
    return { name: `rule-${index}`, title: "t", severity: "low", description: "d", when, ...(on ? { on } : {}) };
  });

function expected(rules: readonly Rule[], event: NewEvent): string[] {
  return rules
    .filter(({ on, when }) => {
      return (
        (on?.includes(event.event_type) ?? true) && compileCondition(when as JsonLogic, operatorSet([])).test(event)
      );
    })
    .map(({ name }) => name)
    .sort();
}

test("an event matches the rules that it matches one by one", () => {
  fc.assert(
    fc.property(
      fc.array(condition, { maxLength: 60, size: "max" }),
      fc.array(event, { maxLength: 5 }),
      (parts, events) => {
        const rules = rulesOf(parts);
        const evaluator = createEvaluator({ rules });
        for (const one of events) expect(evaluator.matches(one).sort()).toEqual(expected(rules, one));
      },
    ),
    { numRuns: cases },
  );
});

test("values that JavaScript takes for equal are found once, however they are written", () => {
  const conditions: JsonLogic[] = [
    { in: [{ var: "raw_data.a" }, ["5", 5, "5.0"]] },
    { "==": [{ var: "raw_data.a" }, 5] },
    { "==": [{ var: "raw_data.a" }, "\u00a05"] },
    ...Array.from({ length: 12 }, (_, index): JsonLogic => ({ "==": [{ var: "raw_data.a" }, `other-${index}`] })),
  ];
  const rules = rulesOf(conditions.map((when) => ({ when, on: ["failed"] })));
  const evaluator = createEvaluator({ rules });
  for (const a of ["5", 5, "5.0", "\u00a05", " 5 ", "other-3", null]) {
    const event = parseEvent({
      source: "app",
      timestamp: "2025-01-20T10:00:00Z",
      event_type: "failed",
      raw_data: { a },
    });
    expect(evaluator.matches(event).sort()).toEqual(expected(rules, event));
  }
});

test("rules that replace others match as if they had always been there", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(condition, { minLength: 1, maxLength: 10 }),
      fc.array(fc.tuple(fc.nat(9), condition), { maxLength: 5 }),
      fc.array(event, { minLength: 1, maxLength: 5 }),
      async (parts, changes, events) => {
        const engine = createEngine({ store: sqlite(":memory:"), rules: [] });
        let rules = rulesOf(parts);
        engine.load(rules);
        for (const [place, part] of changes) {
          const [rule] = rulesOf([part]);
          rules = rules.map((one, index) => (index === place && rule ? { ...rule, name: one.name } : one));
          engine.load(rules);
        }
        await engine.ingest(events);
        const fresh = createEvaluator({ rules });
        fresh.evaluate(events);
        expect((await engine.findings({ limit: 1000 })).map(({ fingerprint }) => fingerprint).sort()).toEqual(
          fresh
            .findings()
            .map(({ fingerprint }) => fingerprint)
            .sort(),
        );
        await engine.close();
      },
    ),
    { numRuns: Math.ceil(cases / 10) },
  );
});
