import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createEvaluator, type Rule } from "@mcm/engine";
import { testRule } from "@mcm/engine/testing";
import { describe, expect, test } from "vitest";
import { awsPack, builtinRules, githubPack, oktaPack } from "../src/index.js";
import { coveragePage } from "./coverage-page.js";
import { formatted } from "./formatted.js";
import { filesOf, type PackFile, type PackName, packNames } from "./pack-files.js";
import { packPage, rulePage } from "./rule-page.js";

const packs: Readonly<Record<PackName, () => readonly Rule[]>> = { github: githubPack, aws: awsPack, okta: oktaPack };
const docs = join(import.meta.dirname, "../../../docs/packs");

/** Frameworks of which every rule of a pack names a requirement. */
const frameworks = ["SOC2", "ISO27001", "CIS", "ATTACK"] as const;

/** Rules whose matter is who acts, from where or with what outcome, whatever it is: they cannot name event types. */
const ofAnyType = new Set([
  "aws-access-denied-burst",
  "aws-attack-tool",
  "aws-instance-credentials-elsewhere",
  "aws-instance-credentials-on-desktop",
  "aws-new-region",
  "aws-root-used",
]);

/** The module that brings a pack's files into the package. */
function moduleOf(pack: PackName): string {
  const files = filesOf(pack);
  const imports = files.map(
    ({ file }, index) => `import r${index} from "../../packs/${pack}/${file}" with { type: "json" };`,
  );
  const names = files.map((_, index) => `r${index}`);
  return formatted(
    "pack.ts",
    `/// <reference path="./rule-file.d.ts" />
// biome-ignore-all assist/source/organizeImports: in the order of the rules
${imports.join("\n")}
import { pack } from "./pack.js";

// Made of the files of packs/${pack} by the test of the packs; renewed by running it with -u.

/** The rules for ${{ github: "GitHub", aws: "AWS CloudTrail", okta: "Okta" }[pack]}. */
export const ${pack}Pack = pack([${names.join(", ")}]);
`,
  );
}

describe.each(packNames)("pack %s", (pack) => {
  const files = filesOf(pack);

  test("is all of its files; renewed by running this test with -u", async () => {
    await expect(moduleOf(pack)).toMatchFileSnapshot(`../src/packs/${pack}.ts`);
    expect(packs[pack]().map(({ name }) => name)).toEqual(files.map(({ file }) => file.replace(".rule.json", "")));
  });

  test.each(files)("$file says all that there is to say", ({ file, checked: { problems, rule } }) => {
    expect(problems.map(({ message }) => message)).toEqual([]);
    expect(file).toBe(`${rule?.name}.rule.json`);
    expect(rule?.name).toMatch(new RegExp(`^${pack}-`));
    expect(lacks(rule)).toEqual([]);
  });

  test.each(files)("$file finds what it is to find, and nothing else", ({ checked: { rule, tests } }) => {
    if (!rule || !tests) throw new Error("it has no tests");
    testRule(rule, tests);
  });

  test.each(files)("$file has a page; renewed by running this test with -u", async ({ file, checked }) => {
    await expect(rulePage(checked)).toMatchFileSnapshot(join(docs, pack, file.replace(".rule.json", ".md")));
  });

  test("has pages for its rules alone", async () => {
    await expect(
      packPage(
        pack,
        files.map(({ checked }) => checked),
      ),
    ).toMatchFileSnapshot(join(docs, pack, "index.md"));
    const pages = files.map(({ file }) => file.replace(".rule.json", ".md"));
    expect(readdirSync(join(docs, pack)).sort()).toEqual([...pages, "index.md"].sort());
  });
});

test("a page tells which requirements are watched over; renewed by running this test with -u", async () => {
  const all = packNames.map((pack) => [pack, filesOf(pack).map(({ checked }) => checked)] as const);
  await expect(coveragePage(all)).toMatchFileSnapshot(join(docs, "coverage.md"));
});

test("no two rules have a name in common, and all load together", () => {
  expect(new Set(builtinRules.map(({ name }) => name)).size).toBe(builtinRules.length);
  expect(() => createEvaluator({ rules: builtinRules })).not.toThrow();
});

/** What a rule leaves unsaid. */
function lacks(rule: PackFile["checked"]["rule"]): string[] {
  const { on, rationale, next_steps = [], false_positives = [], references = [], controls = [] } = rule ?? {};
  const facts: readonly (readonly [string, boolean])[] = [
    ["the event types that it listens to", (on === undefined) === ofAnyType.has(rule?.name ?? "")],
    ["a rationale", rationale !== undefined],
    ["at least two next steps", next_steps.length >= 2],
    ["what is commonly harmless", false_positives.length >= 1],
    ["a reference", references.length >= 1],
    ...frameworks.map(
      (one) => [`a control of ${one}`, controls.some((control) => control.startsWith(`${one}:`))] as const,
    ),
  ];
  return facts.flatMap(([fact, isThere]) => (isThere ? [] : [fact]));
}
