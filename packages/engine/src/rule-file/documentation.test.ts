import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtinKinds } from "../kinds/builtin.js";
import { testRule } from "../testing/index.js";
import { checkRuleText } from "./check.js";

const page = readFileSync(join(import.meta.dirname, "../../../../docs/rules.md"), "utf8");
const blocks = [...page.matchAll(/^```jsonc?\n(.*?)^```/gms)].map(([, text = ""]) => text);
const examples = blocks
  .filter((text) => text.includes('"name"'))
  .map((text) => checkRuleText(text, { file: "rules.md" }));

test("every rule that the page shows is faultless, and finds what its tests say", () => {
  for (const { rule, tests, problems } of examples) {
    expect(problems.filter(({ id }) => id !== "no-tests")).toEqual([]);
    if (rule && tests) testRule(rule, tests);
  }
  expect(examples.some(({ tests }) => tests !== null)).toBe(true);
});

test("the page shows every kind", () => {
  const shown = new Set(examples.flatMap(({ rule }) => Object.keys(rule ?? {})));
  expect(builtinKinds.map(({ word }) => word).filter((word) => !shown.has(word))).toEqual([]);
});

test("the page lists every check's id", () => {
  const listed = new Set([...page.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, id]) => id));
  const sources = [
    "find-faults",
    "structure",
    "schema-faults",
    "parse-text",
    "planned",
    "placeholders",
    "check",
    "list-files",
    "read-files",
    "load",
  ];
  const texts = sources.map((name) => readFileSync(join(import.meta.dirname, `${name}.ts`), "utf8"));
  const ids = texts.flatMap((text) => [...text.matchAll(/\bid: "([a-z-]+)"/g)].map(([, id]) => id));
  expect(ids.length).toBeGreaterThan(10);
  expect(ids.filter((id) => !listed.has(id))).toEqual([]);
});
