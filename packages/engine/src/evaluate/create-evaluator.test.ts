import { describe, expect, test } from "vitest";
import type { Problem } from "../engine.js";
import type { EventInput } from "../event.js";
import { defineRule, type Rule } from "../rule.js";
import { createEvaluator } from "./create-evaluator.js";

const rule = { name: "a-rule", title: "A rule", severity: "high", description: "{{user}} {{count}}" } as const;

function login(minute: number, more: Partial<EventInput> = {}): EventInput {
  const timestamp = new Date(Date.UTC(2025, 0, 20, 9, minute)).toISOString();
  return { source: "app", timestamp, user: "ada", event_type: "login_failed", external_id: `${minute}`, ...more };
}

test("a match becomes a finding with everything a reader needs", () => {
  const admin = defineRule({
    ...rule,
    on: ["role_changed"],
    when: (event) => event.raw_data.new_role === "admin",
    description: "{{user}} was made admin by {{raw_data.actor}}",
    controls: ["SOC2:CC6.3"],
  });
  const raw_data = { new_role: "admin", actor: "bob" };
  const [change] = createEvaluator({ rules: [admin] }).evaluate([
    login(0),
    login(1, { event_type: "role_changed", raw_data }),
  ]);
  expect(change).toEqual({
    type: "created",
    finding: {
      rule_name: "a-rule",
      severity: "high",
      description: "ada was made admin by bob",
      timestamp: "2025-01-20T09:01:00.000Z",
      user: "ada",
      event_id: 2,
      risk_score: 73,
      extra_data: {
        title: "A rule",
        kind: "match",
        rule_version: expect.stringMatching(/^[0-9a-f]{32}$/),
        controls: ["SOC2:CC6.3"],
        values: { user: "ada", "raw_data.actor": "bob" },
      },
      withdrawn: false,
      revision: 1,
      first_seen: "2025-01-20T09:01:00.000Z",
      last_seen: "2025-01-20T09:01:00.000Z",
      event_count: 1,
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  });
});

describe("late events", () => {
  const burst: Rule = { ...rule, threshold: { count: 3, within: "10m", group_by: ["user"] } };

  test("grow a finding: same one, next revision", () => {
    const evaluator = createEvaluator({ rules: [burst] });
    evaluator.evaluate([login(0), login(4), login(8)]);
    const changes = evaluator.evaluate([login(12)]);
    expect(changes).toMatchObject([
      { type: "amended", finding: { revision: 2, event_count: 4, description: "ada 4" } },
    ]);
  });

  test("join two findings: the earlier one grows, the later one is withdrawn with a reason", () => {
    const evaluator = createEvaluator({ rules: [burst] });
    evaluator.evaluate([0, 1, 2, 20, 21, 22].map((minute) => login(minute)));
    expect(evaluator.findings()).toHaveLength(2);
    const changes = evaluator.evaluate([login(14), login(9), login(13)]);
    expect(changes.map(({ type }) => type)).toEqual(["withdrawn", "amended"]);
    expect(changes[0]?.finding).toMatchObject({
      withdrawn: true,
      extra_data: { withdrawn_reason: "a late event joined it to an earlier finding" },
    });
    expect(evaluator.findings()).toMatchObject([
      { event_count: 9, first_seen: login(0).timestamp, last_seen: login(22).timestamp },
    ]);
  });

  test("move the completing event, and with it what the description quotes", () => {
    const quoting: Rule = { ...burst, description: "{{raw_data.ip}} {{count}}" };
    const evaluator = createEvaluator({ rules: [quoting] });
    const from = (minute: number) => login(minute, { raw_data: { ip: `10.0.0.${minute}` } });
    evaluator.evaluate([from(1), from(2), from(3)]);
    evaluator.evaluate([from(0)]);
    expect(evaluator.findings()).toMatchObject([
      { description: "10.0.0.2 4", timestamp: login(2).timestamp, revision: 2 },
    ]);
  });

  test("unmake what was rare: the finding is withdrawn", () => {
    const rare: Rule = { ...rule, rare: { field: "raw_data.ip", at_most: 1, within: "1h", after: 1 } };
    const evaluator = createEvaluator({ rules: [rare] });
    evaluator.evaluate([login(10, { raw_data: { ip: "x" } })]);
    const changes = evaluator.evaluate([login(5, { raw_data: { ip: "x" } })]);
    expect(changes.map(({ type }) => type)).toEqual(["withdrawn", "created"]);
  });
});

describe("a rule in code", () => {
  test("that fails is reported with event and reason, and stops nothing else", () => {
    const throwing = (name: string, thrown: unknown): Rule => ({
      ...rule,
      name,
      when: () => {
        throw thrown;
      },
    });
    const odd = { ...rule, name: "odd", when: () => "yes" } as unknown as Rule;
    const problems: Problem[] = [];
    const rules = [
      throwing("error", new Error("boom")),
      throwing("null", null),
      throwing("nan", Number.NaN),
      odd,
      rule,
    ];
    const evaluator = createEvaluator({ rules, onProblem: (problem) => problems.push(problem) });
    expect(evaluator.evaluate([login(0)])).toMatchObject([{ finding: { rule_name: "a-rule" } }]);
    expect(problems.map(({ rule_name, external_id, message }) => [rule_name, external_id, message])).toEqual([
      ["error", "0", "its condition threw: boom"],
      ["null", "0", "its condition threw: null"],
      ["nan", "0", "its condition threw: NaN"],
      ["odd", "0", "its condition gave string; it must give true or false"],
    ]);
  });

  test("cannot change an event", () => {
    const meddling: Rule = {
      ...rule,
      when: (event) => {
        (event.raw_data.list as string[]).push("more");
        return true;
      },
    };
    const problems: Problem[] = [];
    const evaluator = createEvaluator({ rules: [meddling], onProblem: (problem) => problems.push(problem) });
    expect(evaluator.evaluate([login(0, { raw_data: { list: [] } })])).toEqual([]);
    expect(problems[0]?.message).toContain("not extensible");
  });

  test("made twice by one factory with other options keeps its own condition", () => {
    const about = (name: string, ip: string): Rule => ({ ...rule, name, when: (event) => event.raw_data.ip === ip });
    const evaluator = createEvaluator({ rules: [about("one", "x"), about("two", "y")] });
    expect(evaluator.evaluate([login(0, { raw_data: { ip: "y" } })])).toMatchObject([
      { finding: { rule_name: "two" } },
    ]);
  });
});

test("an event without the group key takes no part in a grouped rule", () => {
  const evaluator = createEvaluator({ rules: [{ ...rule, dedup: { quiet: "1h", group_by: ["user"] } }] });
  expect(evaluator.evaluate([login(0, { user: null })])).toEqual([]);
});

test("events seen before change nothing", () => {
  const evaluator = createEvaluator({ rules: [{ ...rule, dedup: { quiet: "1h" } }] });
  evaluator.evaluate([login(0), login(1)]);
  expect(evaluator.evaluate([login(1), login(0)])).toEqual([]);
  expect(evaluator.findings()).toMatchObject([{ event_count: 2, revision: 1 }]);
});

test("a silence that was told is taken back, or ends, also where an earlier event came late in between", () => {
  const quiet: Rule = { ...rule, on: ["login_failed"], absence: { every: "10m" } };
  const after = (minute: number) => {
    const evaluator = createEvaluator({ rules: [quiet] });
    evaluator.evaluate([login(20), login(55, { event_type: "logout" })]);
    expect(evaluator.findings()).toMatchObject([{ first_seen: login(20).timestamp, event_count: 1 }]);
    evaluator.evaluate([login(15)]);
    evaluator.evaluate([login(minute)]);
    return evaluator.findings();
  };
  expect(after(25)).toMatchObject([{ first_seen: login(25).timestamp }]);
  expect(after(50)).toMatchObject([
    { first_seen: login(20).timestamp, last_seen: login(50).timestamp, event_count: 2 },
  ]);
});

test("an event of long ago is not silent for its being old", () => {
  const evaluator = createEvaluator({ rules: [{ ...rule, absence: { every: "1h" } }] });
  evaluator.evaluate([login(0, { timestamp: "1969-06-01T00:00:00.000Z" })]);
  expect(evaluator.findings()).toEqual([]);
});

test("a description is well-formed text, however long what it quotes is", () => {
  const evaluator = createEvaluator({ rules: [{ ...rule, description: "{{raw_data.text}}" }] });
  evaluator.evaluate([login(0, { raw_data: { text: `${"x".repeat(198)}\u{1f600} and more` } })]);
  const [finding] = evaluator.findings();
  expect(finding?.description).toBe(`${"x".repeat(198)}…`);
});
