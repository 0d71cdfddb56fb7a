import { describe, expect, test } from "vitest";
import type { EventInput } from "../event.js";
import { defineRule, type Rule } from "../rule.js";
import { testRule } from "./test-rule.js";

const burst = defineRule({
  name: "burst",
  title: "Burst",
  severity: "high",
  on: ["login_failed"],
  threshold: { count: 3, within: "10m", group_by: ["user"] },
  description: "{{user}} failed {{count}} times",
});

const failures = (...minutes: number[]): EventInput[] =>
  minutes.map((minute) => ({
    source: "app",
    external_id: `${minute}`,
    timestamp: new Date(Date.UTC(2025, 0, 20, 9, minute)).toISOString(),
    user: "ada",
    event_type: "login_failed",
  }));

const hit = { name: "three in ten minutes", events: failures(0, 1, 2), finds: [{ user: "ada", event_count: 3 }] };
const miss = { name: "spread out", events: failures(0, 10, 20) };

test("a rule that does what its cases say passes", () => {
  testRule(burst, { hits: [hit], misses: [miss] });
});

describe("testRule refuses", () => {
  const plain = { ...burst, threshold: undefined } as unknown as Rule;
  delete (plain as { threshold?: unknown }).threshold;

  test.each<[string, Rule, Parameters<typeof testRule>[1], string]>([
    ["no hit", burst, { hits: [], misses: [miss] }, "needs at least one hit and one miss"],
    ["no miss", burst, { hits: [hit], misses: [] }, "needs at least one hit and one miss"],
    [
      "a hit that finds nothing",
      burst,
      { hits: [{ ...hit, events: failures(0, 30) }], misses: [miss] },
      "found nothing",
    ],
    [
      "a hit with an event too many",
      burst,
      { hits: [{ name: "h", events: failures(0, 1, 2, 3) }], misses: [miss] },
      "without its last event",
    ],
    [
      "another count",
      burst,
      { hits: [{ ...hit, finds: [{ event_count: 4 }] }], misses: [miss] },
      "has event_count 3, not 4",
    ],
    ["fewer findings than said", burst, { hits: [{ ...hit, finds: [] }], misses: [miss] }, "found 1 findings, not 0"],
    [
      "a miss that finds something",
      burst,
      { hits: [hit], misses: [{ name: "m", events: failures(0, 1, 2) }] },
      'found "ada failed 3 times"',
    ],
    [
      "a miss that the rule does not listen to",
      burst,
      { hits: [hit], misses: [{ name: "m", events: failures(0).map((event) => ({ ...event, event_type: "other" })) }] },
      "holds no event that the rule listens to",
    ],
    [
      "a look at the clock",
      { ...plain, when: () => Date.now() > 0 },
      { hits: [hit], misses: [miss] },
      "it used the clock",
    ],
    [
      "a new date",
      { ...plain, when: () => new Date() > new Date(0) },
      { hits: [hit], misses: [miss] },
      "it used the clock",
    ],
    [
      "a random number",
      { ...plain, when: () => Math.random() < 2 },
      { hits: [hit], misses: [miss] },
      "it used Math.random",
    ],
  ])("%s", (_, rule, cases, message) => {
    expect(() => testRule(rule, cases)).toThrow(message);
  });

  test("a rule that remembers what it has seen", () => {
    let seen = 0;
    const counting: Rule = { ...plain, when: () => ++seen % 2 === 0 };
    expect(() => testRule(counting, { hits: [{ name: "h", events: failures(0, 1, 2) }], misses: [miss] })).toThrow(
      /finds something else|as much/,
    );
  });
});
