import fc from "fast-check";
import { expect, test } from "vitest";
import type { NewEvent } from "../event.js";
import type { JsonLogic } from "../json-logic.js";
import { pathReader } from "../path.js";
import { compileCondition } from "./compile.js";
import type { Necessary } from "./condition.js";
import { operatorSet } from "./operator-set.js";

const operators = operatorSet();

/** Whether a fact holds, by its definition; null for what is missing. */
function holds(fact: Necessary, event: NewEvent): boolean {
  const value = pathReader(fact.path)(event) ?? null;
  // biome-ignore lint/suspicious/noDoubleEquals: facts are about loose equality
  if (fact.test === "in") return fact.values.some((one) => one == value);
  if (fact.test === "prefix") return String(value).startsWith(fact.text);
  if (fact.test === "substring")
    return Array.isArray(value) || (typeof value === "string" && value.includes(fact.text));
  return fact.test === "least" ? Number(value) >= fact.bound : Number(value) <= fact.bound;
}

const literal = fc.constantFrom<JsonLogic[]>(
  null,
  true,
  false,
  0,
  1,
  2,
  10,
  -1,
  "",
  "0",
  "1",
  "01",
  "a",
  "ab",
  "b",
  " 1 ",
  "null",
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  literal,
  fc.array(literal, { maxLength: 2 }),
  fc.constantFrom({}, { length: 1 }, [[1]], [{}]),
);
const event = fc
  .record(
    { user: fc.constantFrom(null, "a", "ab", "1"), a: value, b: value, text: fc.constantFrom("abc", "1", ["a"], null) },
    { requiredKeys: ["user"] },
  )
  .map(
    ({ user, ...raw_data }): NewEvent => ({
      external_id: "1",
      source: "s",
      timestamp: "2025-01-20T09:00:00.000Z",
      user,
      event_type: "a",
      severity_hint: null,
      raw_data,
    }),
  );

const path = fc.constantFrom(
  "user",
  "event_type",
  "raw_data.a",
  "raw_data.b",
  "raw_data.text",
  "raw_data.text.0",
  "raw_data.text.length",
  "raw_data.none",
);
const variable = fc.oneof(
  { weight: 6, arbitrary: path.map((name): JsonLogic => ({ var: name })) },
  { weight: 1, arbitrary: fc.tuple(path, literal).map(([name, otherwise]): JsonLogic => ({ var: [name, otherwise] })) },
);
const side = fc.oneof(variable, literal, fc.array(literal, { maxLength: 3 }));
const comparison = fc.constantFrom(
  "==",
  "===",
  "!=",
  "!==",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "starts_with",
  "ends_with",
  "contains",
);
const leaf = fc.oneof(
  fc
    .tuple(comparison, fc.oneof(fc.tuple(variable, side), fc.tuple(side, variable)))
    .map(([name, args]): JsonLogic => ({ [name]: args })),
  fc.tuple(fc.constantFrom("<", "<="), side, variable, side).map(([name, ...args]): JsonLogic => ({ [name]: args })),
);
const document = fc.letrec<{ node: JsonLogic }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    fc
      .tuple(fc.constantFrom("and", "or"), fc.array(tie("node"), { minLength: 1, maxLength: 3 }))
      .map(([name, args]): JsonLogic => ({ [name]: args })),
    tie("node").map((inner): JsonLogic => ({ "!": [inner] })),
    tie("node").map((inner): JsonLogic => ({ "!!": [inner] })),
    fc.array(fc.oneof(tie("node"), literal), { minLength: 2, maxLength: 3 }).map((args): JsonLogic => ({ if: args })),
  ),
})).node;

test("whenever a condition holds, so does every fact that it is said to need", { timeout: 300_000 }, () => {
  let held = 0;
  fc.assert(
    fc.property(document, fc.array(event, { minLength: 30, maxLength: 30 }), (when, events) => {
      const condition = compileCondition(when, operators);
      for (const one of events.filter(condition.test)) {
        for (const fact of condition.necessary) {
          held += 1;
          if (!holds(fact, one)) throw new Error(`${JSON.stringify(fact)} does not hold for ${JSON.stringify(one)}`);
        }
      }
    }),
    { numRuns: process.env.MCM_DEEP === "1" ? 50_000 : 4000 },
  );
  expect(held).toBeGreaterThan(500);
});

const user = { var: "user" };
const size = { var: "raw_data.size" };

test.each<readonly [JsonLogic, readonly Necessary[]]>([
  [{ "==": [user, "ada"] }, [{ path: "user", test: "in", values: ["ada"] }]],
  [{ "===": ["ada", user] }, [{ path: "user", test: "in", values: ["ada"] }]],
  [{ in: [user, ["ada", "bob"]] }, [{ path: "user", test: "in", values: ["ada", "bob"] }]],
  [{ or: [{ "==": [user, "ada"] }, { in: [user, ["bob"]] }] }, [{ path: "user", test: "in", values: ["ada", "bob"] }]],
  [{ or: [{ "==": [user, "ada"] }, { ">": [size, 1] }] }, []],
  [{ starts_with: [user, "svc-"] }, [{ path: "user", test: "prefix", text: "svc-" }]],
  [{ contains: [user, "adm"] }, [{ path: "user", test: "substring", text: "adm" }]],
  [{ in: ["adm", user] }, [{ path: "user", test: "substring", text: "adm" }]],
  [{ in: [user, "ada bob"] }, []],
  [{ ">": [size, 5] }, [{ path: "raw_data.size", test: "least", bound: 5 }]],
  [{ ">=": [5, size] }, [{ path: "raw_data.size", test: "most", bound: 5 }]],
  [
    { "<": [1, size, 9] },
    [
      { path: "raw_data.size", test: "least", bound: 1 },
      { path: "raw_data.size", test: "most", bound: 9 },
    ],
  ],
  [{ "!": [{ "==": [user, "ada"] }] }, []],
  [{ "==": [{ var: ["user", "ada"] }, "ada"] }, []],
  [{ if: [{ "==": [user, "ada"] }, true, false] }, [{ path: "user", test: "in", values: ["ada"] }]],
  [{ and: [{ "==": [user, "ada"] }, { "!=": [size, 1] }] }, [{ path: "user", test: "in", values: ["ada"] }]],
])("%j needs %j", (when, facts) => {
  expect(compileCondition(when, operators).necessary).toEqual(facts);
});
