import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createEvaluator } from "../evaluate/create-evaluator.js";
import { defineKind } from "../kind.js";
import { defineOperator } from "../operator.js";
import { type Condition, conditionSchema } from "../rule.js";
import { testRule } from "../testing/index.js";
import { checkRuleText } from "./check.js";
import { parseRule } from "./parse-rule.js";

const rule = {
  name: "admin-granted",
  title: "Admin role granted",
  severity: "high",
  on: ["role_changed"],
  when: { "==": [{ var: "raw_data.new_role" }, "admin"] },
  description: "{{user}} was made admin",
};
const event = { source: "okta", timestamp: "2025-01-20T09:00:00Z", event_type: "role_changed" };
const tests = {
  hits: [{ name: "granted", events: [{ ...event, raw_data: { new_role: "admin" } }] }],
  misses: [{ name: "another role", events: [{ ...event, raw_data: { new_role: "guest" } }] }],
};

const check = (text: string) => checkRuleText(text, { file: "rules/x.json" });
const checkDocument = (part: object) => check(JSON.stringify({ ...rule, tests, ...part }, null, 2));

/** A file's problems as `line:column level id message`. */
const told = (text: string): string[] =>
  check(text).problems.map(({ line, column, level, id, message }) => `${line}:${column} ${level} ${id} ${message}`);

test("a faultless file gives its rule and its tests, without $schema", () => {
  const text = JSON.stringify({ $schema: "./rule.schema.json", ...rule, tests });
  expect(check(text)).toEqual({ file: "rules/x.json", rule, tests, problems: [] });
});

test("a file's own tests can be run", () => {
  const { rule: found, tests: own } = check(JSON.stringify({ ...rule, tests }));
  if (!found || !own) throw new Error("the file is faultless and has tests");
  testRule(found, own);
  expect(() => testRule(found, { hits: own.misses, misses: own.hits })).toThrow("found nothing");
});

test("comments, trailing commas, a byte order mark and lines ended by CRLF are taken", () => {
  const text = `\ufeff// who may do what\r\n${JSON.stringify({ ...rule, tests }, null, 2)
    .replace('"severity"', '/* grave: { [ " */ "severity"')
    .replace(/\n\}$/, ",\n}")
    .replaceAll("\n", "\r\n")}\r\n`;
  expect(check(text)).toEqual({ file: "rules/x.json", rule, tests, problems: [] });
});

describe("each problem has its place, the fact and the remedy", () => {
  const lines = (...all: string[]): string => all.join("\n");
  const head = '"name": "a", "title": "A", "description": "x"';
  const rest = `"tests": ${JSON.stringify(tests)}`;

  test.each<[string, string, string[]]>([
    [
      "a missing comma",
      lines("{", `  ${head}`, `  "severity": "low"`, "}"),
      ['3:3 error syntax found "severity", but a comma is missing before it'],
    ],
    [
      "two missing commas",
      lines("{", '  "name": "a"', '  "title": "A"', '  "severity": "low"', "}"),
      [
        '3:3 error syntax found "title", but a comma is missing before it',
        '4:3 error syntax found "severity", but a comma is missing before it',
      ],
    ],
    ["an end in the middle", lines("{", '  "name": '), ["2:11 error syntax the file ends, but a value belongs here"]],
    ["no text", "", ["1:1 error syntax the file is empty; write a rule"]],
    ["a comment alone", "// later", ["1:1 error syntax the file is empty; write a rule"]],
    [
      "single quotes",
      lines("{", "  'name': 1", "}"),
      [
        "2:3 error syntax found 'name', but that is no word of JSON; a text stands between double quotes",
        "3:1 error syntax found }, but a value belongs here",
      ],
    ],
    [
      "a list of rules",
      "[{}]",
      ["1:1 error invalid-value a rule is one JSON object, and this is an array; give each rule a file of its own"],
    ],
    [
      "the same field twice",
      lines("{", `  ${head}, ${rest},`, '  "severity": "low",', '  "severity": "high"', "}"),
      ['4:3 error duplicate-key "severity" stands here a second time, and only one can count; take one out'],
    ],
    [
      "a severity that is none",
      lines("{", `  ${head}, ${rest},`, '  "severity": "hihg"', "}"),
      [
        '3:15 error invalid-value "severity" is "hihg"; it takes "low", "medium", "high", "critical"; did you mean "high"?',
      ],
    ],
    [
      "a missing field, at the object that lacks it",
      lines(`{ ${head}, ${rest}, "severity": "low",`, '  "threshold": { "count": 5 }', "}"),
      ['2:16 error missing-field "threshold.within" is missing; add it, such as "30s"'],
    ],
    [
      "a misspelt kind, and nothing of what it would bring",
      lines(`{ ${head.replace("x", "{{window}}")}, ${rest}, "severity": "low",`, '  "treshold": { "count": 5 }', "}"),
      ['2:3 error unknown-field "treshold" is neither a field of a rule nor a kind; did you mean "threshold"?'],
    ],
    [
      "several at once, in their order",
      lines("{", `  "name": "A b", ${rest},`, '  "severity": "low", "titel": "A",', '  "description": "{{usr}}"', "}"),
      [
        '1:1 error missing-field "title" is missing; add it, such as "Repeated failed logins"',
        '2:11 error invalid-value "name" ("A b") is not kebab-case; write it as "admin-granted"',
        '3:22 error unknown-field "titel" is neither a field of a rule nor a kind; did you mean "title"?',
      ],
    ],
    [
      "a place behind lines ended by CRLF",
      lines("{\r", `  ${head}, ${rest},\r`, '  "severity": 5\r', "}"),
      ['3:15 error invalid-value "severity" is 5; it takes "low", "medium", "high", "critical"'],
    ],
  ])("%s", (_, text, problems) => {
    expect(told(text)).toEqual(problems);
    expect(check(text).rule).toBeNull();
  });
});

describe("each rule that is wrong is refused, with the remedy", () => {
  test.each<[string, object, string, string]>([
    [
      "an unknown word",
      { foo: 1 },
      "unknown-field",
      '"foo" is neither a field of a rule nor a kind; take it out; kinds are dedup,',
    ],
    [
      "a kind's field beside it",
      { within: "1h" },
      "unknown-field",
      'write it in "threshold" or "distinct" or "rare" or "sequence"',
    ],
    [
      "a kind that has no word",
      { match: {} },
      "unknown-field",
      "the kind of every rule that carries no kind's word; take it out",
    ],
    [
      "a kind's unknown field",
      { threshold: { cuont: 1, count: 1, within: "1h" } },
      "unknown-field",
      '"threshold.cuont" is not a field of "threshold"; did you mean "count"?',
    ],
    [
      "two kinds",
      { dedup: { quiet: "1h" }, threshold: { count: 1, within: "1h" } },
      "several-kinds",
      '"dedup" and "threshold" exclude each other; make 2 rules',
    ],
    [
      "a window in words",
      { threshold: { count: 2, within: "an hour" } },
      "invalid-value",
      'write it as "30s", "10m", "1h" or "7d"',
    ],
    [
      "a misspelt path",
      { threshold: { count: 2, within: "1h", group_by: ["usr"] } },
      "invalid-value",
      'did you mean "user"?',
    ],
    [
      "a path of the record",
      { rare: { field: "repo.name", at_most: 1, within: "1h", after: 9 } },
      "invalid-value",
      'did you mean "raw_data.repo.name"?',
    ],
    [
      "a placeholder of another kind",
      { description: "{{window}}" },
      "unknown-placeholder",
      "unknown placeholder {{window}}",
    ],
    ["a misspelt placeholder", { description: "{{ usr }}" }, "unknown-placeholder", 'did you mean "user"?'],
    [
      "a misspelt operator",
      { when: { startswith: [{ var: "user" }, "a"] } },
      "unknown-operator",
      'did you mean "starts_with"?',
    ],
    [
      "a misspelt operator in a step",
      { sequence: { within: "1h", steps: [{ "==": [1, { var: "user" }] }, { equalz: [1, 1] }] } },
      "unknown-operator",
      '"sequence.steps.1.equalz": unknown operator',
    ],
    [
      "a condition that is a list",
      { when: [true] },
      "invalid-value",
      "it takes a synchronous function of the event, or a JSON-Logic document",
    ],
    [
      "a test's event without time",
      { tests: { hits: [{ name: "x", events: [{ ...event, timestamp: "today" }] }], misses: [] } },
      "invalid-value",
      '"tests.hits.0.events.0.timestamp" ("today") is not an ISO 8601 time',
    ],
    [
      "a test that expects an unknown field",
      { tests: { hits: [{ name: "x", events: [event], finds: [{ usr: "ada" }] }], misses: [] } },
      "unknown-field",
      'did you mean "user"?',
    ],
    ["a NUL character", { title: "a\u0000b" }, "invalid-value", "NUL character"],
    ["half a character", { title: "a\ud800" }, "invalid-value", "lone surrogate"],
  ])("%s", (_, part, id, message) => {
    const { rule: found, problems } = checkDocument(part);
    const errors = problems.filter(({ level }) => level === "error");
    expect(found).toBeNull();
    expect(errors.map((one) => one.id)).toContain(id);
    expect(errors.map((one) => one.message).join("\n")).toContain(message);
  });
});

describe("kinds and operators of plugins", () => {
  const burst = defineKind<{ size: number; unless: Condition }>({
    word: "burst",
    options: z.strictObject({ size: z.int(), unless: conditionSchema }),
    plan: ({ size, unless }, ask) => {
      ask(unless);
      return { groupBy: [], gap: 0, constants: { size }, figures: [] };
    },
  });
  const even = defineOperator({ name: "even", takes: [1, 1], evaluate: (value: unknown) => Number(value) % 2 === 0 });
  const vocabulary = { kinds: [burst], operators: [even] };
  const document = (unless: object) => ({ ...rule, description: "{{size}}", burst: { size: 1, unless } });

  test("are known where they are given, and only there", () => {
    const good = document({ even: { var: "raw_data.n" } });
    expect(parseRule(good, vocabulary)).toEqual(good);
    expect(() => parseRule(good)).toThrow('"burst" is neither a field of a rule nor a kind');
    expect(() => parseRule({ ...rule, when: { even: 2 } })).toThrow('unknown operator "even"');
    expect(() => parseRule({ ...good, brust: 1 }, vocabulary)).toThrow('did you mean "burst"?');
  });

  test("conditions among a kind's options are checked at their place", () => {
    const text = JSON.stringify({ ...document({ and: [{ evn: 1 }, true] }), tests }, null, 2);
    const [problem] = checkRuleText(text, { file: "x.json", ...vocabulary }).problems;
    expect(problem).toMatchObject({ id: "unknown-operator", column: 11 });
    expect(text.split("\n")[(problem?.line ?? 0) - 1]).toContain('"evn"');
    expect(problem?.message).toBe('"burst.unless.and.0.evn": unknown operator "evn"; did you mean "even"?');
  });
});

describe("what looks wrong is a warning, and the rule loads", () => {
  test.each<[string, object, string]>([
    ["no tests", { tests: undefined }, "no-tests"],
    ["no miss", { tests: { hits: tests.hits, misses: [] } }, "no-tests"],
    ["an event type of another form", { on: ["role_changed", "Role-Changed"] }, "event-type"],
    ["a condition that always holds", { when: { "==": [1, 1] } }, "always-true"],
    [
      "a type that is not listened to",
      { when: { "==": [{ var: "event_type" }, "login_failed"] } },
      "impossible-event-type",
    ],
    [
      "a comparison that a missing field makes true",
      { when: { "<": [{ var: "raw_data.age" }, 18] } },
      "true-when-missing",
    ],
  ])("%s", (_, part, id) => {
    const { rule: found, problems } = checkDocument(part);
    expect(found).not.toBeNull();
    expect(problems.map((one) => [one.level, one.id])).toContainEqual(["warning", id]);
  });
});

describe("hostile files are refused with a message", () => {
  test.each<[string, string, string]>([
    ["10,000 levels of lists", `{"when":{"and":${"[".repeat(10_000)}${"]".repeat(10_000)}}}`, "nesting"],
    ["10,000 levels of operators", `{"when":${'{"!":'.repeat(10_000)}1${"}".repeat(10_000)}}`, "nesting"],
    ["half a million open brackets", "[".repeat(500_000), "nesting"],
    ["brackets behind a text that is not closed", `{"a": "\n${"[".repeat(500_000)}`, "nesting"],
    [
      "__proto__",
      JSON.stringify({ ...rule, tests }).replace('"title"', '"__proto__": {"severity": "low"}, "title"'),
      "unsafe-key",
    ],
    [
      "__proto__ in disguise",
      JSON.stringify({ ...rule, tests }).replace('"new_role"', '"\\u005f_proto__"'),
      "unsafe-key",
    ],
    [
      "__proto__ beside a comment",
      `${JSON.stringify({ ...rule, tests }).replace('"title"', '"__proto__": {"severity": "low"}, "title"')} // x`,
      "unsafe-key",
    ],
    ["a file of 2 MiB", JSON.stringify({ ...rule, title: "x".repeat(2 ** 21) }), "file-size"],
    ["a description of spaces", JSON.stringify({ ...rule, description: `{{${" ".repeat(500_000)}` }), "invalid-value"],
    [
      "70,000 unknown fields",
      JSON.stringify(Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [`f${i}`, 0]))),
      "unknown-field",
    ],
    ["149,000 repeated fields", `{${'"a":1,'.repeat(149_000)}"b":1}`, "duplicate-key"],
    ["a megabyte of nonsense", "}{,:".repeat(250_000), "syntax"],
    ["a number beyond bounds", JSON.stringify({ ...rule, tests }).replace('"admin"', "1e999"), "invalid-value"],
  ])("%s", (_, text, id) => {
    const begin = performance.now();
    const { rule: found, problems } = check(text);
    expect(found).toBeNull();
    expect(problems.map((one) => one.id)).toContain(id);
    expect(problems.length).toBeLessThanOrEqual(100);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  test("nothing reached a prototype", () => {
    expect(({} as Record<string, unknown>).severity).toBeUndefined();
  });

  test("any text at all gives a rule or an error", () => {
    const pieces = fc.constantFrom(
      ...'{}[]:,"/*\\\n\r ',
      "//",
      "/*",
      "*/",
      '"name"',
      '"a-b"',
      '"when"',
      "1e9",
      "null",
      "\\u00",
      "\ufeff",
      "__proto__",
    );
    const text = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(text, fc.string(), fc.json()), (any) => {
        const { rule: found, problems } = check(any);
        return (found === null) === problems.some(({ level }) => level === "error");
      }),
      { numRuns: 3000 },
    );
  });
});

describe("parseRule", () => {
  test("gives the rule of a document, without its tests, which are not looked at", () => {
    expect(parseRule({ ...rule, $schema: "x", tests: "later" })).toEqual(rule);
  });

  test("tells all that is wrong, a line each, behind the rule's name", () => {
    expect(() => parseRule({ ...rule, severity: "hi", titel: "x" })).toThrow(
      'rule "admin-granted": "severity" is "hi"; it takes "low", "medium", "high", "critical"\n"titel" is neither',
    );
  });

  test.each<[string, unknown, string]>([
    ["nothing", undefined, "a rule is one JSON object"],
    ["a list", [], "give each rule a file of its own"],
    ["a function", { ...rule, when: () => true }, "a function is nothing that JSON has a form for"],
    ["a date", { ...rule, version: new Date(0) }, "a Date is nothing that JSON has a form for"],
    [
      "10,000 levels",
      { ...rule, when: JSON.parse(`${'{"!":'.repeat(10_000)}1${"}".repeat(10_000)}`) },
      "nests deeper than",
    ],
    ["__proto__", JSON.parse(JSON.stringify(rule).replace('"title"', '"__proto__"')), '"__proto__" is no key'],
  ])("refuses %s", (_, document, message) => {
    expect(() => parseRule(document)).toThrow(message);
  });

  test("refuses what holds itself", () => {
    const when: Record<string, unknown> = {};
    when["!"] = when;
    expect(() => parseRule({ ...rule, when })).toThrow("nests deeper than");
  });

  const parts = fc.record(
    {
      severity: fc.constantFrom("low", "high", "urgent"),
      on: fc.array(fc.string(), { maxLength: 2 }),
      when: fc.oneof(
        fc.constant(rule.when),
        fc.dictionary(fc.constantFrom("==", "!", "in", "x"), fc.jsonValue(), { maxKeys: 2 }),
      ),
      description: fc.constantFrom("{{user}}", "{{window}}", "{{nothing}}", "{{raw_data.a}} {{count}}"),
      risk_score: fc.integer({ min: -5, max: 105 }),
      threshold: fc.record(
        {
          count: fc.integer({ min: 0, max: 5 }),
          within: fc.constantFrom("1h", "0s", "1"),
          group_by: fc.constantFrom(["user"], ["usr"], []),
        },
        { requiredKeys: ["count", "within"] },
      ),
      dedup: fc.constant({ quiet: "1h" }),
    },
    { requiredKeys: [] },
  );
  test("takes exactly what an evaluator takes", () => {
    const takes = (take: () => unknown): boolean => {
      try {
        take();
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(parts, (part) => {
        const document = { ...rule, ...part };
        expect(takes(() => parseRule(document))).toBe(takes(() => createEvaluator({ rules: [document as never] })));
      }),
      { numRuns: 1000 },
    );
  });
});
