import { describe, expect, expectTypeOf, test } from "vitest";
import { createEvaluator } from "./evaluate/create-evaluator.js";
import { defineRule, type Rule } from "./rule.js";

const rule = { name: "a-rule", title: "A rule", severity: "low", description: "{{user}}" } as const;

test("defineRule narrows the type of the event to what the rule listens to", () => {
  defineRule({
    ...rule,
    on: ["login_failed", "login_success"],
    when: (event) => {
      expectTypeOf(event.event_type).toEqualTypeOf<"login_failed" | "login_success">();
      return true;
    },
  });
});

describe("a wrong rule is refused with its name, the fact and the remedy", () => {
  test.each<[string, object, string]>([
    ["a name in words", { name: "A Rule" }, 'rule "A Rule": "name" ("A Rule") is not kebab-case'],
    ["an unknown severity", { severity: "urgent" }, 'it takes "low", "medium", "high", "critical"'],
    ["no event types", { on: [] }, "leave it out to listen to every event type"],
    ["an asynchronous condition", { when: async () => true }, "it takes a synchronous function of the event"],
    ["a condition that is none", { when: true }, "it takes a synchronous function of the event"],
    ["a risk out of range", { risk_score: 101 }, "it takes a whole number from 0 to 100"],
    ["a control without framework", { controls: ["CC6.1"] }, 'write it as "SOC2:CC6.1"'],
  ])("%s", (_, part, message) => {
    expect(() => defineRule({ ...rule, ...part } as Rule)).toThrow(message);
  });

  test.each<[string, object, string]>([
    [
      "an unknown word",
      { treshold: {} },
      '"treshold" is neither a field of a rule nor a kind; kinds are dedup, threshold, distinct, new_value, rare, sequence, absence',
    ],
    [
      "two kinds",
      { dedup: { quiet: "1h" }, threshold: { count: 1, within: "1h" } },
      "exclude each other; make two rules",
    ],
    ["a count of none", { threshold: { count: 0, within: "1h" } }, 'rule "a-rule": "count" (0) is out of range'],
    ["a window in words", { threshold: { count: 2, within: "an hour" } }, 'write it as "30s", "10m", "1h" or "7d"'],
    [
      "a group by nothing",
      { threshold: { count: 2, within: "1h", group_by: ["usr"] } },
      'write a field such as "user"',
    ],
    ["an unknown placeholder", { description: "{{window}}" }, "unknown placeholder {{window}}"],
  ])("%s", (_, part, message) => {
    expect(() => createEvaluator({ rules: [{ ...rule, ...part } as Rule] })).toThrow(message);
  });

  test("two of one name", () => {
    expect(() => createEvaluator({ rules: [rule, { ...rule, title: "Another" }] })).toThrow(
      "another rule has this name",
    );
  });
});
