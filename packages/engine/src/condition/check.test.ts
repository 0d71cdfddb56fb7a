import { expect, test } from "vitest";
import type { JsonLogic } from "../json-logic.js";
import { checkCondition } from "./check.js";
import { compileCondition } from "./compile.js";
import { operatorSet } from "./operator-set.js";

const operators = operatorSet();
const check = (document: unknown, on?: readonly string[]) => checkCondition(document as JsonLogic, { operators, on });
const country = { var: "raw_data.country" };
const age = { var: "raw_data.age" };
const user = { var: "user" };

test.each<readonly [unknown, rule: string, path: readonly (string | number)[], message: string]>([
  [
    { startswith: [user, "a"] },
    "unknown-operator",
    ["startswith"],
    'unknown operator "startswith"; did you mean "starts_with"?',
  ],
  [{ startsWith: [user, "a"] }, "unknown-operator", ["startsWith"], 'did you mean "starts_with"?'],
  [{ regex: [user, "a"] }, "unknown-operator", ["regex"], 'did you mean "matches"?'],
  [
    { and: [{ "==": [user, "a"] }, { equals: [user, "a"] }] },
    "unknown-operator",
    ["and", 1, "equals"],
    'did you mean "=="?',
  ],
  [{ xyzzy_plugh: [] }, "unknown-operator", ["xyzzy_plugh"], "use one that docs/json-logic.md lists"],
  [JSON.parse('{"__proto__": [1]}'), "unknown-operator", ["__proto__"], 'unknown operator "__proto__"'],
  [{ constructor: [1] }, "unknown-operator", ["constructor"], 'unknown operator "constructor"'],
  [{ "==": [user, "a"], "!=": [user, "b"] }, "several-operators", [], 'this one "==", "!="; join them with "and"'],
  [{ "==": [user] }, "argument-count", ["=="], '"==" takes 2 arguments, not 1'],
  [{ "<": [1, age, 3, 4] }, "argument-count", ["<"], '"<" takes 2 to 3 arguments, not 4'],
  [{ starts_with: [user] }, "argument-count", ["starts_with"], '"starts_with" takes 2 arguments, not 1'],
  [{ "==": [{ var: "usr" }, "a"] }, "unknown-path", ["==", 0, "var"], 'did you mean "user"?'],
  [{ "==": [{ var: "country" }, "a"] }, "unknown-path", ["==", 0, "var"], 'did you mean "raw_data.country"?'],
  [{ "==": [{ var: "user.name" }, "a"] }, "unknown-path", ["==", 0, "var"], '"user" has no parts'],
  [{ "!": { var: "" } }, "unknown-path", ["!", "var"], "name a field"],
  [{ missing: ["user", "contry"] }, "unknown-path", ["missing", 1], '"raw_data.contry"'],
  [{ missing_some: [1, ["usr"]] }, "unknown-path", ["missing_some", 1, 0], '"user"'],
  [{ exists: "usr" }, "unknown-path", ["exists"], '"user"'],
  [{ exists: { cat: ["a"] } }, "invalid-argument", ["exists"], '"exists" takes a path that is written out'],
  [{ "!!": { var: "raw_data.__proto__.x" } }, "unsafe-path", ["!!", "var"], 'goes to "__proto__"'],
  [{ "!!": { var: "raw_data.constructor" } }, "unsafe-path", ["!!", "var"], 'goes to "constructor"'],
  [{ some: [country, { "!!": { var: "prototype" } }] }, "unsafe-path", ["some", 1, "!!", "var"], 'goes to "prototype"'],
  [{ matches: [user, "(a"] }, "invalid-pattern", ["matches", 1], '"(a" is no regular expression'],
  [{ matches: [user, "(?=a)"] }, "invalid-pattern", ["matches", 1], "lookaround"],
  [{ matches: [user, country] }, "invalid-pattern", ["matches", 1], "written out"],
  [{ cidr: [user, "10.0.0.0/33"] }, "invalid-network", ["cidr", 1], '"10.0.0.0/33" is no network'],
  [{ cidr: [user, ["10.0.0.0/8", "nonsense"]] }, "invalid-network", ["cidr", 1], '"nonsense" is no network'],
  [{ time_of_day: [user, "Mars/Olympus"] }, "invalid-time-zone", ["time_of_day", 1], '"Mars/Olympus"'],
  [{ day_of_week: [user, country] }, "invalid-time-zone", ["day_of_week", 1], "a computed one"],
  [{ "==": [user, Number.NaN] }, "not-json", ["==", 1], "NaN is not JSON"],
  [{ "==": [user, () => true] }, "not-json", ["==", 1], "a value of type function is not JSON"],
])("refuses %j as %s", (document, rule, path, message) => {
  const [problem] = check(document);
  expect(problem).toMatchObject({ rule, path, level: "error" });
  expect(problem?.message).toContain(message);
  expect(() => compileCondition(document as JsonLogic, operators)).toThrow(message);
});

test.each<readonly [unknown, rule: string, path: readonly (string | number)[], message: string]>([
  [true, "always-true", [], "reads nothing"],
  [{ "==": [1, 2] }, "always-false", [], "reads nothing"],
  [{ or: [{ "==": [user, "a"] }, "yes"] }, "always-true", ["or", 1], "reads nothing"],
  [{ and: [{ "==": [user, "a"] }, false] }, "always-false", ["and", 1], "reads nothing"],
  [{ "==": [user, user] }, "always-true", ["=="], '"user" is compared with itself'],
  [{ "!": { "===": [user, user] } }, "always-false", ["!", "==="], "compared with itself"],
  [{ in: [user, []] }, "always-false", ["in"], "empty list"],
  [
    { and: [{ "==": [user, "a"] }, { "==": [user, "b"] }] },
    "always-false",
    ["and"],
    '"user" cannot be both "a" and "b"',
  ],
  [{ and: [{ "==": [user, "a"] }, { starts_with: [user, "b"] }] }, "always-false", ["and"], "start with"],
  [{ and: [{ starts_with: [user, "a"] }, { starts_with: [user, "b"] }] }, "always-false", ["and"], 'both "a" and "b"'],
  [{ and: [{ ">": [age, 5] }, { "<": [age, 5] }] }, "always-false", ["and"], "above 5 and below 5"],
  [{ "<": [9, age, 3] }, "always-false", ["<"], "above 9 and below 3"],
  [{ and: [{ ">": [age, 5] }, { "==": [age, 4] }] }, "always-false", ["and"], "cannot be 4"],
  [{ and: [{ "==": [user, "a"] }, { "!!": [1] }] }, "part-always-true", ["and", 1], "always holds"],
  [{ or: [{ "==": [user, "a"] }, { in: [user, []] }] }, "part-always-false", ["or", 1, "in"], "never holds"],
  [{ "<": [age, 18] }, "true-when-missing", ["<"], '"raw_data.age"'],
  [{ "<=": [0, age, 18] }, "true-when-missing", ["<="], '{"exists": "raw_data.age"}'],
  [{ ">=": [age, 0] }, "true-when-missing", [">="], "counts as null"],
  [{ "!=": [country, "DE"] }, "true-when-missing", ["!="], '"raw_data.country"'],
  [{ "!": country }, "true-when-missing", ["!"], '"raw_data.country"'],
  [{ "!": { in: [country, ["DE"]] } }, "true-when-missing", ["!"], '"raw_data.country"'],
  [
    { and: [{ "==": [user, "a"] }, { "!=": [country, "DE"] }] },
    "true-when-missing",
    ["and", 1, "!="],
    "raw_data.country",
  ],
  [{ none: [country, { "==": [{ var: "" }, 1] }] }, "true-when-missing", ["none"], "raw_data.country"],
  [
    { "==": [country, { var: "raw_data.home" }] },
    "true-when-missing",
    ["=="],
    '"raw_data.country" and "raw_data.home"',
  ],
])("warns of %j as %s", (document, rule, path, message) => {
  const [problem] = check(document);
  expect(problem).toMatchObject({ rule, path, level: "warning" });
  expect(problem?.message).toContain(message);
});

test.each<readonly [unknown]>([
  [{ "==": [user, "a"] }],
  [{ "!=": [user, null] }],
  [{ "==": [user, null] }],
  [{ "!": { exists: "raw_data.mfa" } }],
  [{ "!=": [{ var: "event_type" }, "a"] }],
  [{ and: [{ exists: "raw_data.age" }, { "<": [age, 18] }] }],
  [{ and: [{ exists: { var: "raw_data.age" } }, { "<=": [0, age, 18] }] }],
  [{ and: [{ "!=": [country, null] }, { "!=": [country, "DE"] }] }],
  [{ if: [{ exists: "raw_data.age" }, { "<": [age, 18] }] }],
  [{ ">": [age, 5] }],
  [{ "<": [{ var: ["raw_data.age", 99] }, 18] }],
  [{ some: [country, { "<": [{ var: "anything.goes" }, 3] }] }],
  [{ and: [{ "==": [age, "1"] }, { "==": [age, "01"] }] }],
  [{ ">=": [{ time_of_day: [{ var: "timestamp" }, "Europe/Berlin"] }, "22:00"] }],
])("has nothing to say of %j", (document) => {
  expect(check(document)).toEqual([]);
});

test("warns where the condition demands an event type that its rule does not hear", () => {
  const when = { "==": [{ var: "event_type" }, "login_failed"] };
  expect(check(when, ["login_failed"])).toEqual([]);
  expect(check(when, ["push"])).toMatchObject([{ rule: "impossible-event-type", level: "warning" }]);
});

function nested(depth: number): unknown {
  let node: unknown = { var: "user" };
  for (let level = 0; level < depth; level++) node = level % 2 ? { "!": [node] } : { "!": node };
  return node;
}

test.each([51, 10_000, 100_000])("refuses a document nested %i deep", (depth) => {
  expect(check(nested(depth))).toMatchObject([{ rule: "too-deep", level: "error" }]);
  expect(() => compileCondition(nested(depth) as JsonLogic, operators)).toThrow("nests deeper than 50 levels");
});

test("takes a document nested 49 deep around a var", () => {
  expect(check(nested(49)).filter(({ level }) => level === "error")).toEqual([]);
});

test("refuses documents of too many values and such as hold themselves, at once", () => {
  const all = Array.from({ length: 1_000_000 }, () => user);
  const ring: { and: unknown[] } = { and: [] };
  ring.and.push(ring, ring);
  const started = performance.now();
  expect(check({ and: all })).toMatchObject([{ rule: "too-large" }]);
  expect(check(ring)).toMatchObject([{ level: "error" }]);
  expect(performance.now() - started).toBeLessThan(2000);
});

test("checks the largest documents in bearable time", () => {
  const parts = Array.from({ length: 900 }, (_, index) => ({ "<": [{ var: `raw_data.f${index}` }, index + 1] }));
  const started = performance.now();
  expect(check({ and: parts })).toHaveLength(900);
  expect(performance.now() - started).toBeLessThan(2000);
});
