import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type RuleChange, type RuleWatch, watchRules } from "../files.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rules-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

const ruleText = (name: string, title = "A rule"): string =>
  JSON.stringify({ name, title, severity: "low", description: "{{user}}" });

function put(path: string, content: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

interface Watched {
  readonly watch: RuleWatch;
  readonly changes: RuleChange[];
  /** The rules as `name: title`. */
  readonly rules: () => string[];
}

async function watchFolder(path = folder): Promise<Watched> {
  const changes: RuleChange[] = [];
  const watch = await watchRules(path, { onChange: (change) => changes.push(change) });
  onTestFinished(() => watch.close());
  return { watch, changes, rules: () => watch.rules.map(({ name, title }) => `${name}: ${title}`) };
}

/** Waits until something holds, at most this many milliseconds. */
async function within(limit: number, holds: () => boolean): Promise<void> {
  const end = performance.now() + limit;
  while (!holds() && performance.now() < end) await sleep(5);
  expect(holds()).toBe(true);
}

/** What has only to come, however busy the machine is. */
const soon = (holds: () => boolean): Promise<void> => within(15_000, holds);

const said = (changes: readonly RuleChange[], list: "added" | "changed" | "removed"): string[] =>
  changes.flatMap((change) => change[list].map(({ name }) => name));

const ids = (changes: readonly RuleChange[]): string[] =>
  changes.flatMap(({ problems }) => problems.map(({ id }) => id));

test("begins with what is there", async () => {
  put("b.json", ruleText("b"));
  put("a.json", ruleText("a"));
  put("c.json", "{");
  const { watch, rules, changes } = await watchFolder();
  expect(rules()).toEqual(["a: A rule", "b: A rule"]);
  expect(watch.problems.map(({ id }) => id)).toEqual(["syntax"]);
  expect(changes).toEqual([]);
});

describe("within a second", () => {
  test("an edited file counts, and all other rules stay the same objects", async () => {
    put("a.json", ruleText("a"));
    put("b.json", ruleText("b"));
    const { watch, rules, changes } = await watchFolder();
    const [, b] = watch.rules;
    put("a.json", ruleText("a", "Another"));
    await soon(() => rules()[0] === "a: Another");
    await soon(() => changes.length === 1);
    expect(changes[0]).toMatchObject({ added: [], changed: [{ title: "Another" }], removed: [], problems: [] });
    expect(watch.rules[1]).toBe(b);
    expect(changes[0]?.rules[1]).toBe(b);
  });

  test("a file that is saved by renaming another one over it counts", async () => {
    put("a.json", ruleText("a"));
    const { rules } = await watchFolder();
    for (const title of ["Once", "Twice"]) {
      renameSync(put("a.json.tmp", ruleText("a", title)), join(folder, "a.json"));
      await soon(() => rules()[0] === `a: ${title}`);
    }
  });

  test("a new file counts, also in a new folder", async () => {
    const { rules, changes } = await watchFolder();
    put("a.json", ruleText("a"));
    put("deep/er/b.json", ruleText("b"));
    await soon(() => rules().length === 2);
    expect(said(changes, "added").toSorted()).toEqual(["a", "b"]);
  });

  test("a deleted file retires its rule", async () => {
    const file = put("a.json", ruleText("a"));
    const { rules, changes } = await watchFolder();
    unlinkSync(file);
    await soon(() => rules().length === 0);
    await soon(() => said(changes, "removed").length === 1);
  });

  test("a deleted folder retires its rules", async () => {
    put("some/a.json", ruleText("a"));
    put("some/b.json", ruleText("b"));
    put("c.json", ruleText("c"));
    const { rules } = await watchFolder();
    rmSync(join(folder, "some"), { recursive: true });
    await soon(() => rules().length === 1);
  });

  test("a renamed rule is a new one", async () => {
    put("a.json", ruleText("a"));
    const { rules, changes } = await watchFolder();
    put("a.json", ruleText("z"));
    await soon(() => rules()[0] === "z: A rule");
    await soon(() => changes.length === 1);
    expect([said(changes, "added"), said(changes, "removed")]).toEqual([["z"], ["a"]]);
  });

  test("a file by itself is watched too", async () => {
    const file = put("a.json", ruleText("a"));
    const { rules } = await watchFolder(file);
    renameSync(put("new", ruleText("a", "Another")), file);
    await soon(() => rules()[0] === "a: Another");
    writeFileSync(file, ruleText("a", "Third"));
    await soon(() => rules()[0] === "a: Third");
  });
});

test.each([".", "./rules", "rules/"])("a folder may be given as %s", async (path) => {
  const before = process.cwd();
  mkdirSync(join(folder, "rules"));
  process.chdir(path === "." ? join(folder, "rules") : folder);
  onTestFinished(() => process.chdir(before));
  put("rules/a.json", ruleText("a"));
  const { rules, changes } = await watchFolder(path);
  put("rules/a.json", ruleText("a", "Another"));
  put("rules/b/c.json", "{");
  await soon(() => rules()[0] === "a: Another");
  await soon(() => ids(changes).length > 0);
  expect(rules()).toHaveLength(1);
  const [problem] = changes.flatMap(({ problems }) => problems);
  expect(problem?.file).toBe(path === "." ? "b/c.json" : "rules/b/c.json");
});

test("of a broken edit the last good version stays; it is told, and so is that it is mended", async () => {
  put("a.json", ruleText("a"));
  const { rules, watch, changes } = await watchFolder();
  put("a.json", ruleText("a").replace('"low"', '"lwo"'));
  await soon(() => ids(changes).includes("invalid-value"));
  expect(rules()).toEqual(["a: A rule"]);
  expect(watch.problems).toHaveLength(1);
  put("a.json", ruleText("a"));
  await soon(() => watch.problems.length === 0);
  await soon(() => changes.length === 2);
  expect(changes[1]).toMatchObject({ added: [], changed: [], removed: [], problems: [] });
});

test("a save that is half written for a while is not told of, and does no harm", async () => {
  put("a.json", ruleText("a"));
  const { rules, changes } = await watchFolder();
  const text = ruleText("a", "Another");
  put("a.json", text.slice(0, 30));
  await sleep(50);
  put("a.json", text);
  await soon(() => rules()[0] === "a: Another");
  await sleep(600);
  expect(ids(changes)).toEqual([]);
});

test("a file that is missing for a moment while it is saved stays", async () => {
  const file = put("a.json", ruleText("a"));
  const { changes } = await watchFolder();
  unlinkSync(file);
  await sleep(50);
  put("a.json", ruleText("a"));
  await sleep(1000);
  expect(changes).toEqual([]);
});

test("editors' files and other things beside the rules are nothing to tell of", async () => {
  put("a.json", ruleText("a"));
  const { changes } = await watchFolder();
  for (const name of [
    "a.json~",
    ".a.json.swp",
    "4913",
    "#a.json#",
    "a.bak.json",
    "x.tmp",
    ".git/a.json",
    "rule.schema.json",
  ]) {
    put(name, ruleText("a"));
  }
  await sleep(800);
  expect(changes).toEqual([]);
});

test("a file that is renamed leaves its rule as it is", async () => {
  put("z.json", ruleText("a"));
  const { watch } = await watchFolder();
  const [rule] = watch.rules;
  renameSync(join(folder, "z.json"), join(folder, "b.json"));
  await sleep(1000);
  // On a busy machine the two halves of a renaming may be told apart.
  await soon(() => watch.rules.length === 1);
  expect(watch.rules).toEqual([rule]);
  expect(watch.problems).toEqual([]);
});

test("of two files with rules of one name the first keeps it; when it goes, the other takes over", async () => {
  put("m.json", ruleText("same", "First"));
  const { rules, watch, changes } = await watchFolder();
  put("a.json", ruleText("same", "Second"));
  await soon(() => ids(changes).includes("duplicate-name"));
  expect(rules()).toEqual(["same: First"]);
  unlinkSync(join(folder, "m.json"));
  await soon(() => rules()[0] === "same: Second");
  expect(said(changes, "changed")).toEqual(["same"]);
  expect(watch.problems).toEqual([]);
});

describe("the folder itself", () => {
  test("may appear later, with those above it", async () => {
    const { watch, rules, changes } = await watchFolder(join(folder, "not/yet"));
    expect(watch.problems.map(({ id }) => id)).toEqual(["unreadable"]);
    put("not/yet/a.json", ruleText("a"));
    await soon(() => rules().length === 1);
    expect(watch.problems).toEqual([]);
    put("not/yet/b.json", ruleText("b"));
    await soon(() => rules().length === 2);
    await soon(() => said(changes, "added").length === 2);
  });

  test("may go and come again", async () => {
    put("rules/a.json", ruleText("a"));
    const { rules } = await watchFolder(join(folder, "rules"));
    rmSync(join(folder, "rules"), { recursive: true });
    await soon(() => rules().length === 0);
    await sleep(600);
    put("rules/b.json", ruleText("b"));
    await soon(() => rules()[0] === "b: A rule");
    put("rules/b.json", ruleText("b", "Another"));
    await soon(() => rules()[0] === "b: Another");
  });

  test("may be replaced by another", async () => {
    put("rules/a.json", ruleText("a"));
    put("next/a.json", ruleText("a", "Another"));
    const { rules } = await watchFolder(join(folder, "rules"));
    renameSync(join(folder, "rules"), join(folder, "old"));
    renameSync(join(folder, "next"), join(folder, "rules"));
    await soon(() => rules()[0] === "a: Another");
    put("rules/a.json", ruleText("a", "Third"));
    await soon(() => rules()[0] === "a: Third");
  });

  test("may hold links whose target is switched, as mounted configuration does", async () => {
    put("..one/a.json", ruleText("a", "One"));
    put("..two/a.json", ruleText("a", "Two"));
    symlinkSync("..one", join(folder, "..data"));
    symlinkSync("..data/a.json", join(folder, "a.json"));
    const { rules } = await watchFolder();
    expect(rules()).toEqual(["a: One"]);
    symlinkSync("..two", join(folder, "..data_tmp"));
    renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
    rmSync(join(folder, "..one"), { recursive: true });
    await soon(() => rules()[0] === "a: Two");
  });
});

test("once closed it tells nothing more", async () => {
  put("a.json", ruleText("a"));
  const { watch, changes } = await watchFolder();
  put("a.json", ruleText("a", "Another"));
  await watch.close();
  put("b.json", ruleText("b"));
  await sleep(500);
  expect(changes).toEqual([]);
});

test("many changes at once count together", async () => {
  for (let at = 0; at < 300; at++) put(`r${at}.json`, ruleText(`r${at}`));
  const { watch, changes } = await watchFolder();
  for (let at = 0; at < 300; at++) put(`r${at}.json`, ruleText(`r${at}`, "Another"));
  await soon(() => watch.rules.every(({ title }) => title === "Another"));
  expect(changes.length).toBeLessThan(6);
  expect(new Set(said(changes, "changed")).size).toBe(300);
});
