import { describe, expect, test } from "vitest";
import { createEngine } from "../engine/create-engine.js";
import type { EventInput } from "../event.js";
import { defineKind } from "../kind.js";
import { threshold } from "../kinds/threshold.js";
import type { Rule, RuleEvent } from "../rule.js";
import { sqlite } from "../stores/sqlite.js";
import { createEvaluator } from "./create-evaluator.js";

const common = { name: "a-rule", title: "A rule", severity: "high", description: "{{user}} {{count}}" } as const;

const at = (minute: number): string => new Date(Date.UTC(2025, 0, 20, 10, minute)).toISOString();

function event(minute: number, raw_data: EventInput["raw_data"] = {}, more: Partial<EventInput> = {}): EventInput {
  const name = { external_id: `${minute}`, user: "ada", event_type: "login_failed" };
  return { source: "app", timestamp: at(minute), ...name, raw_data, ...more };
}

/** What a rule says of the last of some events, after all of them. */
function explain(rule: Partial<Rule>, events: readonly EventInput[], asked = events.at(-1)) {
  const evaluator = createEvaluator({ rules: [{ ...common, ...rule }] });
  evaluator.evaluate(events);
  return evaluator.explain("a-rule", asked as EventInput);
}

const idsOf = ({ events }: { events: readonly { external_id: string }[] }) =>
  events.map(({ external_id }) => external_id);

describe("what is asked of the event alone", () => {
  const rule: Partial<Rule> = {
    on: ["login_failed", "login_blocked"],
    when: ({ raw_data }) => raw_data.from === "abroad",
    threshold: { count: 1, within: "1m", group_by: ["user"] },
  };

  test("ends with the first condition that fails", () => {
    expect(explain(rule, [event(0, {}, { event_type: "logout" })])).toMatchObject({
      fired: false,
      conditions: [{ test: "event_type is one of login_failed, login_blocked", seen: "logout", holds: false }],
      finding: null,
      events: [],
    });
    expect(explain(rule, [event(0, { from: "home" })]).conditions.at(-1)).toEqual({
      test: "its condition",
      seen: false,
      holds: false,
    });
    const nobody = event(0, { from: "abroad" }, { user: null });
    expect(explain(rule, [nobody]).conditions.map(({ test, seen, holds }) => [test, seen, holds])).toEqual([
      ["event_type is one of login_failed, login_blocked", "login_failed", true],
      ["its condition", true, true],
      ["has user, to be grouped by", null, false],
    ]);
  });

  test("says what a condition threw", () => {
    const throwing = (): boolean => {
      throw new Error("no such field");
    };
    expect(explain({ when: throwing }, [event(0)])).toMatchObject({
      fired: false,
      conditions: [{ holds: false, note: "it failed: no such field" }],
    });
  });

  test("is all there is to a match", () => {
    expect(explain({ on: ["login_failed"] }, [event(0)])).toMatchObject({
      fired: true,
      conditions: [{ test: "event_type is login_failed", holds: true }],
      finding: { event_count: 1, first_seen: at(0) },
    });
  });

  test("needs no event that was taken, and takes none", () => {
    const evaluator = createEvaluator({ rules: [{ ...common, threshold: { count: 2, within: "10m" } }] });
    evaluator.evaluate([event(0)]);
    expect(evaluator.explain("a-rule", event(5))).toMatchObject({ fired: true, finding: null });
    expect(evaluator.explain("a-rule", event(5))).toMatchObject({ fired: true, finding: null });
    expect(evaluator.findings()).toEqual([]);
  });

  test("is refused for a rule that is not there", () => {
    const evaluator = createEvaluator({ rules: [] });
    expect(() => evaluator.explain("a-rule", event(0))).toThrow('there is no rule "a-rule"; there are none');
  });
});

test("rules see what they see at work: no number, nothing to change, and what they throw is told", () => {
  expect(explain({ when: (seen) => !("id" in seen) }, [event(0)])).toMatchObject({ fired: true });
  const reckless = (seen: RuleEvent): boolean => (seen.raw_data.a as { b: number }).b === 1;
  const rule: Partial<Rule> = { sequence: { steps: [reckless, reckless], within: "1h" } };
  expect(explain(rule, [], event(0))).toMatchObject({
    fired: false,
    conditions: [{ test: "fits one of the 2 steps", note: expect.stringContaining("it failed: Cannot read") }],
  });
});

describe("threshold", () => {
  const rule: Partial<Rule> = { threshold: { count: 5, within: "10m" } };

  test("says how many are missing, and until when they could have come", () => {
    expect(
      explain(
        rule,
        [0, 32, 35, 36, 40].map((minute) => event(minute)),
      ),
    ).toMatchObject({
      fired: false,
      conditions: [
        {
          test: "at least 5 matches within 10 minutes",
          seen: 4,
          holds: false,
          note: `4 of 5 within 10 minutes; 1 more before ${at(42)} would have reached it`,
        },
      ],
      finding: null,
    });
  });

  test("gives the last hundred of many events", () => {
    const many: Partial<Rule> = { threshold: { count: 500, within: "1d" } };
    const events = Array.from({ length: 300 }, (_, minute) => event(minute));
    expect(explain(many, events)).toMatchObject({ conditions: [{ seen: 300 }] });
    expect(idsOf(explain(many, events))).toEqual(events.slice(200).map(({ external_id }) => external_id));
  });

  test("gives the events that were counted, and the finding that an event belongs to", () => {
    const events = [32, 35, 36, 40, 41, 60].map((minute) => event(minute));
    const reached = explain(rule, events, event(41));
    expect(reached).toMatchObject({ fired: true, finding: { timestamp: at(41), event_count: 5 } });
    expect(idsOf(reached)).toEqual(["32", "35", "36", "40", "41"]);
    const before = explain(rule, events, event(36));
    expect(before).toMatchObject({ fired: false, finding: { timestamp: at(41) } });
    expect(idsOf(before)).toEqual(["32", "35", "36"]);
    expect(explain(rule, events, event(60))).toMatchObject({ fired: false, finding: null });
  });
});

test("dedup: which match it joins", () => {
  const rule: Partial<Rule> = { dedup: { quiet: "10m" } };
  const events = [0, 5, 20].map((minute) => event(minute));
  expect(explain(rule, events, event(5))).toMatchObject({
    fired: true,
    conditions: [{ seen: at(0), holds: true, note: `it joins the finding of the match at ${at(0)}` }],
    finding: { event_count: 2 },
  });
  expect(explain(rule, events).conditions[0]?.note).toBe("it begins a finding of its own");
});

test("distinct: the values seen, the latest of each", () => {
  const rule: Partial<Rule> = { distinct: { field: "raw_data.country", count: 3, within: "10m" } };
  const events = [
    event(0, { country: "AT" }),
    event(3, { country: "NL" }),
    event(5, { country: "BE" }),
    event(9, { country: "NL" }),
  ];
  expect(explain(rule, events)).toMatchObject({
    fired: true,
    conditions: [
      { test: "has raw_data.country", seen: ["NL"] },
      { test: "at least 3 values of raw_data.country within 10 minutes", seen: ["AT", "BE", "NL"] },
    ],
  });
  expect(idsOf(explain(rule, events))).toEqual(["0", "5", "9"]);
  expect(explain(rule, events, event(12, { country: "NL" })).conditions.at(-1)).toMatchObject({
    seen: ["BE", "NL"],
    note: `2 of 3 within 10 minutes; 1 more before ${at(15)} would have reached it`,
  });
});

test("distinct looks back as far as it must", () => {
  const rule: Partial<Rule> = { distinct: { field: "raw_data.n", count: 3, within: "2d" } };
  const events = Array.from({ length: 1200 }, (_, n) => event(n, { n: n === 5 || n === 6 ? n : 0 }));
  expect(idsOf(explain(rule, events))).toEqual(["5", "6", "1199"]);
});

test("new_value: when it was last seen, and whether the group has learned", () => {
  const rule: Partial<Rule> = { new_value: { fields: ["raw_data.city"], history: "30m", learn: "10m" } };
  const events = [event(0, { city: "Ghent" }), event(12, { city: "Bruges" }), event(20, { city: "Ghent" })];
  expect(explain(rule, events, event(12, { city: "Bruges" }))).toMatchObject({
    fired: true,
    finding: { timestamp: at(12) },
    conditions: [
      { test: "has raw_data.city" },
      { test: '"Bruges" was not seen in the 30 minutes before', seen: null, holds: true },
      { test: "the group's first match is at least 10 minutes older", seen: at(0), holds: true },
    ],
  });
  expect(explain(rule, events).conditions[1]).toMatchObject({
    seen: at(0),
    holds: false,
    note: `the value is new again after ${at(50)}, unless it comes before`,
  });
  expect(explain(rule, events, event(5, { city: "Aalst" })).conditions[2]).toMatchObject({
    holds: false,
    note: `it is still learning, until ${at(10)}`,
  });
});

test("rare: how full the window is, and how often the value came", () => {
  const rule: Partial<Rule> = { rare: { field: "event_type", at_most: 1, after: 4, within: "10m" } };
  const exported = { event_type: "keys_exported" };
  const events = [...[0, 1, 2].map((minute) => event(minute)), event(3, {}, exported), event(8, {}, exported)];
  expect(explain(rule, events, events[3])).toMatchObject({
    fired: true,
    conditions: [{ seen: ["keys_exported"] }, { seen: 4, holds: true }, { seen: 1, holds: true }],
  });
  expect(explain(rule, events).conditions.at(-1)).toMatchObject({
    seen: 2,
    holds: false,
    note: `it is rare again from ${at(18)} on`,
  });
  expect(explain(rule, events, events[2]).conditions[1]).toMatchObject({
    note: `3 of 4 within 10 minutes; 1 more before ${at(10)} would have reached it`,
  });
});

describe("sequence", () => {
  const is = (step: string) => (seen: { raw_data: { readonly [key: string]: unknown } }) => seen.raw_data.step === step;
  const rule: Partial<Rule> = { sequence: { steps: [is("a"), is("b"), is("c")], within: "10m" } };
  const events = [event(0, { step: "a" }), event(2, { step: "a" }), event(4, { step: "b" }), event(6, { step: "c" })];

  test("the latest chain, step by step", () => {
    const explained = explain(rule, events);
    expect(explained).toMatchObject({ fired: true, finding: { first_seen: at(2) } });
    expect(explained.conditions[1]).toEqual({
      test: "3 steps, one after the other, within 10 minutes",
      seen: "3 of 3",
      holds: true,
      parts: [
        { test: "step 1", seen: at(2), holds: true },
        { test: "step 2", seen: at(4), holds: true },
        { test: "step 3", seen: at(6), holds: true },
      ],
    });
    expect(idsOf(explained)).toEqual(["2", "4", "6"]);
  });

  test("which step is awaited, and until when; or that earlier ones are missing", () => {
    expect(explain(rule, events, events[2]).conditions[1]).toMatchObject({
      seen: "2 of 3",
      holds: false,
      note: `step 3 before ${at(12)} would have completed it`,
    });
    expect(explain(rule, events, events[0]).conditions[1]).toMatchObject({
      note: `steps 2 to 3 before ${at(10)} would have completed it`,
    });
    expect(explain(rule, events, event(13, { step: "c" })).conditions[1]).toMatchObject({
      seen: "2 of 3",
      note: "earlier steps did not come before it",
      parts: [{ holds: false }, { holds: true }, { holds: true }],
    });
    expect(explain(rule, events, event(9, { step: "d" })).conditions).toMatchObject([
      { test: "fits one of the 3 steps", holds: false },
    ]);
  });
});

test("absence: what came next, or what would make it due", () => {
  const rule: Partial<Rule> = { on: ["backup_done"], absence: { every: "10m" } };
  const done = (minute: number) => event(minute, {}, { event_type: "backup_done" });
  const events = [done(0), done(5), done(20), event(25)];
  expect(explain(rule, events, events[1])).toMatchObject({ fired: true, conditions: [{}, { seen: at(20) }] });
  expect(explain(rule, events, events[0])).toMatchObject({ fired: false, conditions: [{}, { seen: at(5) }] });
  expect(explain(rule, events, events[2]).conditions[1]).toEqual({
    test: "no match for more than 10 minutes after it",
    seen: null,
    holds: false,
    note: `an event of its source later than ${at(30)} would have reached it`,
  });
  expect(explain(rule, [...events, event(31)], events[2])).toMatchObject({
    fired: true,
    finding: { timestamp: at(30) },
  });
});

test("a kind without words of its own gives its verdict", () => {
  const silent = defineKind({
    ...threshold,
    word: "burst",
    plan: (options: never, ask) => ({ ...threshold.plan(options, ask), explain: undefined }),
  });
  const rule = { ...common, burst: { count: 2, within: "10m" } };
  const evaluator = createEvaluator({ rules: [rule], kinds: [silent] });
  evaluator.evaluate([event(0), event(5)]);
  expect(evaluator.explain("a-rule", event(5))).toMatchObject({ fired: true, conditions: [{ test: "burst" }] });
  expect(evaluator.explain("a-rule", event(0))).toMatchObject({ fired: false, conditions: [{ test: "burst" }] });
});

describe("a stored finding", () => {
  const rule: Rule = { ...common, threshold: { count: 3, within: "10m", group_by: ["user"] } };
  const openStore = () => sqlite(":memory:");

  test("with its events, the conditions at its first hit, and whether its rule is still what it was", async () => {
    const store = openStore();
    const engine = createEngine({ store, rules: [rule] });
    await engine.ingest([0, 1, 2, 3, 9].map((minute) => event(minute)));
    const [finding] = await engine.findings();
    const explained = await engine.explain(finding?.id ?? 0);
    expect(explained).toMatchObject({
      rule_name: "a-rule",
      rule_state: "current",
      event: { id: 3, external_id: "2" },
      fired: true,
      conditions: [
        { test: "has user, to be grouped by", seen: "ada" },
        { seen: 3, holds: true },
      ],
      finding: { id: finding?.id, fingerprint: finding?.fingerprint, event_count: 5 },
    });
    expect(idsOf(explained)).toEqual(["0", "1", "2", "3", "9"]);
    expect(await engine.explainEvent("a-rule", 2)).toMatchObject({
      fired: false,
      event: { external_id: "1" },
      finding: { id: finding?.id },
    });
    const changed = createEngine({ store, rules: [{ ...rule, severity: "low" }] });
    expect(await changed.explain(finding?.id ?? 0)).toMatchObject({
      rule_state: "changed",
      conditions: [],
      event: { external_id: "2" },
    });
    expect(await createEngine({ store }).explain(finding?.id ?? 0)).toMatchObject({ rule_state: "removed" });
    await engine.close();
  });

  test("of silence, of a single match, and one that was withdrawn", async () => {
    const rules: Rule[] = [
      { ...common, name: "single", on: ["logout"] },
      { ...common, name: "silence", absence: { every: "10m" } },
      { ...common, name: "burst", dedup: { quiet: "5m" } },
    ];
    const engine = createEngine({ store: openStore(), rules });
    await engine.ingest([event(0), event(6), event(20, {}, { event_type: "logout" })]);
    const explained = async (rule_name: string, withdrawn = false) => {
      const found = await engine.findings({ rule_name, withdrawn, sort: "timestamp" });
      return Promise.all(found.map(({ id }) => engine.explain(id)));
    };
    expect(await explained("single")).toMatchObject([{ fired: true, event: { external_id: "20" } }]);
    const [silence] = await explained("silence");
    expect(silence).toMatchObject({ fired: true, event: { external_id: "6" }, finding: { timestamp: at(16) } });
    expect(silence && idsOf(silence)).toEqual(["6", "20"]);
    await engine.ingest([event(3)]);
    expect(await explained("burst", true)).toMatchObject([
      { event: { external_id: "6" }, finding: { extra_data: { withdrawn_reason: expect.stringContaining("joined") } } },
    ]);
    await engine.close();
  });
});
