import { describe, expect, test } from "vitest";
import { createEvaluator } from "../evaluate/create-evaluator.js";
import type { EventInput } from "../event.js";
import type { Rule } from "../rule.js";
import { overrideRules, type RuleOverride } from "./override-rules.js";

const burst: Rule = {
  name: "burst",
  title: "Repeated failed logins",
  severity: "high",
  on: ["login_failed"],
  when: { "!=": [{ var: "user" }, "root"] },
  threshold: { count: 2, within: "10m", group_by: ["user"] },
  description: "{{user}} failed {{count}} times",
};

const single: Rule = { name: "single", title: "A failed login", severity: "low", description: "{{user}} failed" };

const failed = (minute: number, user: string): EventInput => ({
  ...{ source: "app", external_id: `${minute}-${user}`, user, event_type: "login_failed" },
  timestamp: new Date(Date.UTC(2025, 0, 20, 9, minute)).toISOString(),
});

/** What rules find, as `rule user severity`. */
function found(overrides: Readonly<Record<string, RuleOverride>>, events: readonly EventInput[]): string[] {
  const evaluator = createEvaluator({ rules: overrideRules([burst, single], overrides) });
  const changes = evaluator.evaluate(events).filter(({ type }) => type === "created");
  return changes.map(({ finding }) => `${finding.rule_name} ${finding.user} ${finding.severity}`).sort();
}

const events = [failed(0, "ada"), failed(1, "ada"), failed(1, "bob")];

describe("overrides", () => {
  test("leave rules alone that they do not name", () => {
    const rules = [burst, single];
    expect(overrideRules(rules, {}).every((rule, index) => rule === rules[index])).toBe(true);
  });

  test("switch a rule off", () => {
    expect(found({ single: { enabled: false } }, events)).toEqual(["burst ada high"]);
    expect(found({ single: { enabled: true } }, events)).toHaveLength(4);
  });

  test("change severity and risk", () => {
    expect(found({ burst: { severity: "medium" }, single: { enabled: false } }, events)).toEqual(["burst ada medium"]);
    expect(overrideRules([burst], { burst: { risk_score: 3 } })).toMatchObject([{ risk_score: 3, severity: "high" }]);
  });

  test("change some of a kind's options, and keep the others", () => {
    expect(found({ burst: { threshold: { count: 3 } }, single: { enabled: false } }, events)).toEqual([]);
    expect(overrideRules([burst], { burst: { threshold: { within: "1h" } } })[0]?.threshold).toEqual({
      ...{ count: 2, within: "1h", group_by: ["user"] },
    });
  });

  test("except events, of rules with a condition and without", () => {
    const except = [{ when: { "==": [{ var: "user" }, "ada"] }, reason: "she tests the login" }];
    expect(found({ burst: { except }, single: { except } }, events)).toEqual(["single bob low"]);
    expect(found({ burst: { except } }, [failed(0, "root"), failed(1, "root")])).not.toContain("burst root high");
  });

  test("except events up to a moment of event time, however it is written", () => {
    const when = { "==": [{ var: "user" }, "ada"] };
    const until = (written: string) => [{ when, reason: "a test", until: written }];
    const during = (written: string) =>
      found({ single: { except: until(written) }, burst: { enabled: false } }, events);
    expect(during("2025-01-20T09:01:00Z")).toEqual(["single ada low", "single bob low"]);
    expect(during("2025-01-20T10:01:00+01:00")).toEqual(["single ada low", "single bob low"]);
    expect(during("2025-01-21")).toEqual(["single bob low"]);
    expect(during("2025-01-20")).toHaveLength(3);
  });

  test.each<[string, unknown, string]>([
    ["brst", {}, 'overrides: there is no rule "brst"; did you mean "burst"?'],
    ["burst", { severity: "grave" }, 'rule "burst": overrides: "severity" is "grave"'],
    ["burst", { severty: "low" }, 'overrides: "severty" is nothing of this rule that can be different'],
    ["burst", { distinct: { count: 3 } }, 'overrides: "distinct" is nothing of this rule that can be different'],
    ["burst", { threshold: 3 }, 'overrides: "threshold" takes some of the kind\'s options'],
    ["burst", { on: { 0: "login" } }, 'overrides: "on" is nothing of this rule that can be different'],
    ["burst", { except: [{ when: {} }] }, '"except.0.reason" is missing'],
    [
      "burst",
      { except: [{ when: {}, reason: "x", until: "soon" }] },
      'is neither a day nor a time; write it as "2026-12-31"',
    ],
  ])("for %s, %j is refused", (name, override, message) => {
    expect(() => overrideRules([burst], { [name]: override as RuleOverride })).toThrow(message);
  });

  test("say that they cannot except events from a condition in code", () => {
    const code: Rule = { ...single, when: () => true };
    const except = [{ when: { var: "user" }, reason: "why" }];
    expect(() => overrideRules([code], { single: { except } })).toThrow("its condition is code");
  });
});

test("what is said for people makes no other version of a rule", () => {
  const versionOf = (rule: Rule) => {
    const [change] = createEvaluator({ rules: [rule] }).evaluate([failed(0, "ada")]);
    return change?.finding.extra_data.rule_version;
  };
  const guidance = {
    rationale: "why",
    next_steps: ["ask"],
    false_positives: ["tests"],
    references: ["https://a.test"],
  };
  expect(versionOf({ ...single, ...guidance })).toBe(versionOf(single));
  expect(versionOf({ ...single, title: "Another" })).not.toBe(versionOf(single));
});
