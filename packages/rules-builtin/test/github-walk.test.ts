import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { githubPack } from "../src/index.js";

const walk = readFileSync(join(import.meta.dirname, "../../../docs/packs/github-walk.md"), "utf8");

/** The rows of the walk, each with what it is about and the rules that it names. */
const rows = walk
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => ({ about: line.split(" | ")[0] ?? "", rules: [...line.matchAll(/\(github\/([a-z0-9-]+)\.md\)/g)] }))
  .map(({ about, rules }) => ({ about, rules: rules.map(([, name = ""]) => name) }));

test.each(githubPack())("the walk names $name beside every event type that it listens to", ({ name, on = [] }) => {
  const beside = (type: string) => rows.some(({ about, rules }) => about === `| \`${type}\`` && rules.includes(name));
  expect(on.filter((type) => !beside(type))).toEqual([]);
});

test("the walk names no rule that there is not, and no event type twice", () => {
  const names = new Set(githubPack().map(({ name }) => name));
  expect(rows.flatMap(({ rules }) => rules).filter((name) => !names.has(name))).toEqual([]);
  const types = rows.map(({ about }) => about).filter((about) => /^\| `[a-z0-9_]+`$/.test(about));
  expect(types).toEqual([...new Set(types)]);
});
