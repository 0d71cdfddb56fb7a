import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { oktaPack } from "../src/index.js";

const page = readFileSync(join(import.meta.dirname, "../../../docs/packs/okta-walk.md"), "utf8");

/** The rows of the table of event types: the types that each is about, and the rules that it links. */
const rows = (page.split("## Event types")[1]?.split("\n## ")[0] ?? "").split("\n").flatMap((line) => {
  const [, types = "", rest = ""] = line.split("|");
  const named = [...types.matchAll(/`([^`]+)`/g)].map(([, type = ""]) => snakeCase(type));
  return named.length > 0 ? [{ types: named, rules: linked(rest) }] : [];
});

/** What Okta's type is called here. */
function snakeCase(type: string): string {
  return type.toLowerCase().replaceAll(/[^a-z0-9*]+/g, "_");
}

function linked(text: string): string[] {
  return [...text.matchAll(/\(okta\/(okta-[a-z0-9-]+)\.md\)/g)].map(([, name = ""]) => name);
}

/** A sign-in's type says how it went, and so do those of what failed; the walk names them as Okta does. */
function asOktaHasIt(type: string): string {
  return /^login_(success|failed)$/.test(type) ? "user_session_start" : type.replace(/_failed$/, "");
}

const pairs = oktaPack().flatMap(({ name, on = [] }) => on.map((type) => ({ name, type: asOktaHasIt(type) })));

test.each(pairs)("$type stands in the walk beside $name", ({ name, type }) => {
  expect(rows.filter(({ types, rules }) => types.includes(type) && rules.includes(name))).toHaveLength(1);
});

test("every rule that the walk names listens to what the row is about", () => {
  const said = rows.flatMap(({ types, rules }) => rules.map((name) => ({ name, types })));
  const wrong = said.filter((one) => !pairs.some(({ name, type }) => name === one.name && one.types.includes(type)));
  expect(wrong).toEqual([]);
});

test("no event type has two rows, and every link leads to a rule", () => {
  const types = rows.flatMap((row) => row.types);
  expect(types.filter((type, index) => types.indexOf(type) !== index)).toEqual([]);
  const names = new Set(oktaPack().map(({ name }) => name));
  expect(linked(page).filter((name) => !names.has(name))).toEqual([]);
});
