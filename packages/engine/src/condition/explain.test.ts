import { expect, test } from "vitest";
import type { NewEvent } from "../event.js";
import type { ConditionOutcome } from "../explanation.js";
import type { JsonLogic } from "../json-logic.js";
import { compileCondition } from "./compile.js";
import { operatorSet } from "./operator-set.js";

const event: NewEvent = {
  external_id: "1",
  source: "s",
  timestamp: "2025-01-20T09:00:00.000Z",
  user: "ada",
  event_type: "login",
  severity_hint: null,
  raw_data: { country: "DE", ip: "10.1.2.3", long: "x".repeat(5000), list: [1, 2, 3], big: { a: "y".repeat(5000) } },
};
const explain = (when: JsonLogic) => compileCondition(when, operatorSet()).explain(event);
const user = { var: "user" };
const country = { var: "raw_data.country" };

test.each<readonly [JsonLogic, test: string, seen: unknown, holds: boolean]>([
  [{ "==": [country, "DE"] }, 'raw_data.country == "DE"', "DE", true],
  [{ in: [user, ["ada", "bob"]] }, 'user is one of "ada", "bob"', "ada", true],
  [{ "!": { "==": [country, "DE"] } }, 'not raw_data.country == "DE"', "DE", false],
  [{ "<": [1, { var: "raw_data.list.1" }, 3] }, "1 < raw_data.list.1 < 3", 2, true],
  [{ "==": [country, user] }, "raw_data.country == user", { "raw_data.country": "DE", user: "ada" }, false],
  [{ starts_with: [user, "ad"] }, 'user starts with "ad"', "ada", true],
  [{ cidr: [{ var: "raw_data.ip" }, "10.0.0.0/8"] }, 'raw_data.ip is in network "10.0.0.0/8"', "10.1.2.3", true],
  [{ exists: "raw_data.mfa" }, "raw_data.mfa exists", null, false],
  [{ some: [{ var: "raw_data.list" }, { ">": [{ var: "" }, 2] }] }, "some(raw_data.list, it > 2)", [1, 2, 3], true],
  [{ "==": [{ lower: user }, "x"] }, 'lower(user) == "x"', "ada", false],
])("%j reads %s", (when, text, seen, holds) => {
  expect(explain(when)).toEqual({ test: text, seen, holds });
});

test("tells every part, those too that the evaluation skipped", () => {
  const when = { and: [{ "==": [user, "eve"] }, { or: [{ "==": [country, "DE"] }, { "==": [country, "FR"] }] }] };
  expect(explain(when)).toEqual({
    test: "all of",
    seen: "1 of 2 hold",
    holds: false,
    parts: [
      { test: 'user == "eve"', seen: "ada", holds: false },
      {
        test: "any of",
        seen: "1 of 2 hold",
        holds: true,
        parts: [
          { test: 'raw_data.country == "DE"', seen: "DE", holds: true },
          { test: 'raw_data.country == "FR"', seen: "DE", holds: false },
        ],
      },
    ],
  });
});

test("tells the branches of if, and what not stands before", () => {
  const choice = explain({ if: [{ "==": [user, "ada"] }, { "==": [country, "FR"] }, true] });
  expect(choice.holds).toBe(false);
  expect(choice.parts?.map((part) => part.test)).toEqual([
    'if user == "ada"',
    'then raw_data.country == "FR"',
    "otherwise true",
  ]);
  expect(explain({ "!": { and: [{ "==": [user, "eve"] }, true] } })).toMatchObject({
    test: "not",
    holds: true,
    parts: [{ test: "all of" }],
  });
});

const sizeOf = (outcome: ConditionOutcome): number =>
  1 + (outcome.parts ?? []).reduce((sum, part) => sum + sizeOf(part), 0);

test("long values are cut, and so are many parts", () => {
  for (const path of ["raw_data.long", "raw_data.big"]) {
    expect(String(explain({ "==": [{ var: path }, "x"] }).seen)).toHaveLength(200);
  }
  const parts = Array.from({ length: 900 }, (_, index) => ({ "==": [user, `${index}`] }));
  const outcome = explain({ or: parts });
  expect(sizeOf(outcome)).toBeLessThanOrEqual(500);
  expect(outcome.note).toBe("401 more parts are not shown");
  const nested: JsonLogic = { or: [{ and: parts.slice(0, 450) }, { and: parts.slice(0, 450) }] };
  expect(sizeOf(explain(nested))).toBeLessThanOrEqual(500);
});
