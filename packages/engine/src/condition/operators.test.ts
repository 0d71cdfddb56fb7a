import { expect, test } from "vitest";
import type { JsonLogic } from "../json-logic.js";
import { defineOperator } from "../operator.js";
import { compileCondition } from "./compile.js";
import { compileLogic } from "./compile-logic.js";
import { operatorSet } from "./operator-set.js";

const operators = operatorSet();
const value = (document: JsonLogic, data: unknown = {}) => compileLogic(document, operators).value(data);
const x = { var: "x" };

test.each<readonly [operator: string, x: unknown, argument: JsonLogic, unknown]>([
  ["starts_with", "svc-a", "svc-", true],
  ["starts_with", "Svc-a", "svc-", false],
  ["starts_with", 12, "1", false],
  ["starts_with", null, "", false],
  ["ends_with", "a@acme.com", "@acme.com", true],
  ["ends_with", ["@acme.com"], "@acme.com", false],
  ["contains", "administrator", "admin", true],
  ["contains", "administrator", "Admin", false],
  ["contains", ["read", "admin"], "admin", true],
  ["contains", ["administrator"], "admin", false],
  ["contains", [1, null], 1, true],
  ["contains", "a1", 1, false],
  ["contains", null, "a", false],
  ["contains", { a: 1 }, "a", false],
  ["matches", "deploy-42", "^deploy-[0-9]+$", true],
  ["matches", "Deploy", "deploy", false],
  ["matches", "Deploy", "(?i)deploy", true],
  ["matches", "xdeployx", "deploy", true],
  ["matches", 42, "42", false],
  ["cidr", "10.1.2.3", "10.0.0.0/8", true],
  ["cidr", "11.1.2.3", "10.0.0.0/8", false],
  ["cidr", "::ffff:10.1.2.3", "10.0.0.0/8", true],
  ["cidr", "10.1.2.3", "::ffff:10.0.0.0/104", true],
  ["cidr", "10.1.2.3", "::/0", false],
  ["cidr", "2001:db8::1", "2001:DB8::/32", true],
  ["cidr", "2001:db9::1", ["10.0.0.0/8", "2001:db8::/32"], false],
  ["cidr", "192.168.0.7", ["10.0.0.0/8", "192.168.0.7"], true],
  ["cidr", "10.1", "10.0.0.0/8", false],
  ["cidr", "012.1.2.3", "10.0.0.0/8", false],
  ["cidr", "0x0a010203", "10.0.0.0/8", false],
  ["cidr", "10.1.2.3:80", "10.0.0.0/8", false],
  ["cidr", 167838211, "10.0.0.0/8", false],
  ["cidr", null, "0.0.0.0/0", false],
  ["time_of_day", "2025-07-01T05:30:00.000Z", "Europe/Berlin", "07:30"],
  ["time_of_day", "2025-01-01T05:30:00.000Z", "Europe/Berlin", "06:30"],
  ["time_of_day", "2025-01-01T00:05:00+05:30", "UTC", "18:35"],
  ["time_of_day", "2025-01-01T00:00:59.999Z", "UTC", "00:00"],
  ["time_of_day", 0, "Asia/Kolkata", "05:30"],
  ["time_of_day", "2025-01-01T00:00:00", "UTC", null],
  ["time_of_day", "yesterday", "UTC", null],
  ["time_of_day", 1e300, "UTC", null],
  ["time_of_day", null, "UTC", null],
  ["day_of_week", "2025-01-20T12:00:00.000Z", "UTC", 1],
  ["day_of_week", "2025-01-19T23:30:00.000Z", "Europe/Berlin", 1],
  ["day_of_week", "2025-01-19T23:30:00.000Z", "UTC", 7],
  ["day_of_week", true, "UTC", null],
])("%s of %j and %j is %j", (operator, data, argument, expected) => {
  expect(value({ [operator]: [x, argument] }, { x: data })).toBe(expected);
});

test.each<readonly [unknown, unknown]>([
  ["ÄBC", "äbc"],
  [5, null],
  [null, null],
])("lower of %j is %j", (data, expected) => {
  expect(value({ lower: x }, { x: data })).toBe(expected);
});

test.each([
  ["a 1 b 1", "1", "x", "a x b x"],
  ["a.b", ".", "$&", "a$&b"],
  ["a", "b", "c", "a"],
  ["a", "", "b", null],
  ["a", null, "b", null],
  [null, "a", "b", null],
  [["a"], "a", "b", null],
])("replace in %j of %j by %j is %j", (text, part, other, expected) => {
  expect(value({ replace: [x, { var: "part" }, { var: "other" }] }, { x: text, part, other })).toBe(expected);
});

test("replace makes no text without end", () => {
  expect(value({ replace: [x, "a", { var: "y" }] }, { x: "a".repeat(10_000), y: "b".repeat(10_000) })).toBe(null);
});

test.each<readonly [unknown, boolean]>([
  [{ a: { b: 0 } }, true],
  [{ a: { b: "" } }, true],
  [{ a: { b: null } }, false],
  [{ a: {} }, false],
  [{ a: null }, false],
  [null, false],
])("whether a.b exists in %j: %j", (data, expected) => {
  expect(value({ exists: "a.b" }, data)).toBe(expected);
  expect(value({ exists: { var: "a.b" } }, data)).toBe(expected);
  expect(value({ exists: ["a.b"] }, data)).toBe(expected);
});

test("rules at night, over midnight and on weekends, can be written", () => {
  const at = { time_of_day: [{ var: "timestamp" }, "Europe/Berlin"] };
  const night = { or: [{ ">=": [at, "22:00"] }, { "<": [at, "06:00"] }] };
  const times = ["2025-01-20T20:59:59Z", "2025-01-20T21:00:00Z", "2025-01-20T04:59:59Z", "2025-01-20T05:00:00Z"];
  expect(times.map((timestamp) => value(night, { timestamp }))).toEqual([false, true, true, false]);
});

test("an operator of one's own is called with evaluated arguments, and its throwing is null", () => {
  const longerThan = defineOperator({
    name: "longer_than",
    takes: [2, 2],
    evaluate: (text: string, length: number) => text.trim().length > length,
    phrase: "is longer than",
  });
  const own = operatorSet([longerThan]);
  const { test: longer } = compileLogic({ longer_than: [x, { "+": [1, 1] }] }, own);
  expect([" abc ", " ab ", null].map((text) => longer({ x: text }))).toEqual([true, false, false]);
  const condition = compileCondition({ longer_than: [{ var: "user" }, 2] }, own);
  expect(condition.explain({ user: "ada" } as never)).toEqual({
    test: "user is longer than 2",
    seen: "ada",
    holds: true,
  });
});

test("an operator of one's own looks at its written arguments once, at load", () => {
  let prepared = 0;
  const oneOf = defineOperator({
    name: "one_of_words",
    takes: [2, 2],
    evaluate: () => false,
    prepare: ([, words]) => {
      if (typeof words !== "string")
        return { argument: 1, rule: "invalid-words", fault: "words are written out; write them" };
      prepared += 1;
      const known = new Set(words.split(" "));
      return (word: unknown) => known.has(word as string);
    },
  });
  const own = operatorSet([oneOf]);
  const condition = compileCondition({ one_of_words: [{ var: "user" }, "ada bob"] }, own);
  const before = prepared;
  expect([condition.test({ user: "ada" } as never), condition.test({ user: "eve" } as never)]).toEqual([true, false]);
  expect(prepared).toBe(before);
  expect(() => compileCondition({ one_of_words: [{ var: "user" }, x] }, own)).toThrow(
    "words are written out; write them",
  );
});

test.each([
  [{ name: "LongerThan", takes: [1, 1] as const, evaluate: (): boolean => true }, '"LongerThan" is not snake_case'],
  [{ name: "ok", takes: [2, 1] as const, evaluate: (): boolean => true }, "which is no range"],
])("refuses the operator %j", (operator, message) => {
  expect(() => defineOperator(operator)).toThrow(message);
});

test.each(["matches", "and", "exists"])("refuses a second operator %j", (name) => {
  expect(() => operatorSet([{ name, takes: [1, 1], evaluate: (): boolean => true }])).toThrow(
    `two operators "${name}"`,
  );
});
