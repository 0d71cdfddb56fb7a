import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { awsPack } from "../src/index.js";

const walk = readFileSync(join(import.meta.dirname, "../../../docs/packs/aws-walk.md"), "utf8");

/** The event types in the rows of a rule. */
const rows = new Map(
  [...walk.matchAll(/^\| (.+) \| \[(aws-[a-z0-9-]+)\]\(aws\/\2\.md\) \| (\w+) \|$/gm)].map(
    ([, types = "", name, severity]) => [name, { types: types.replaceAll("`", ""), severity }],
  ),
);

test("every event type that a rule listens to stands in the walk, beside the rule", () => {
  expect(
    new Map(awsPack().map(({ name, on, severity }) => [name, { types: on?.join(", ") ?? "every type", severity }])),
  ).toEqual(new Map([...rows].sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))));
});

test("the walk names no rule that there is not", () => {
  const known = new Set(awsPack().map(({ name }) => name));
  const named = [...walk.matchAll(/\(aws\/(aws-[a-z0-9-]+)\.md\)/g)].map(([, name = ""]) => name);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
