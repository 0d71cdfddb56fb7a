import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { checkRules, loadRules } from "../files.js";
import type { RuleProblem } from "./problem.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rules-"));
  return () => rmSync(folder, { recursive: true, force: true });
});

const ruleText = (name: string, part: object = {}): string =>
  JSON.stringify({ name, title: "A rule", severity: "low", description: "{{user}}", ...part });

function put(path: string, content: string | Uint8Array): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const names = (rules: readonly { readonly name: string }[]): string[] => rules.map(({ name }) => name);

async function loadTelling(): Promise<{ names: string[]; told: string[] }> {
  const problems: RuleProblem[] = [];
  const rules = await loadRules(folder, { onProblem: (problem) => problems.push(problem) });
  const told = problems.map(({ file, line, column, id }) => `${file.slice(folder.length + 1)}:${line}:${column} ${id}`);
  return { names: names(rules), told };
}

describe("loadRules", () => {
  test("loads every rule file however deep, in the order of paths", async () => {
    put("b.rule.json", ruleText("b"));
    put("a/deep/er/z.json", ruleText("z"));
    put("a/c.jsonc", `// with a comment\n${ruleText("c")}`);
    expect(names(await loadRules(folder))).toEqual(["c", "z", "b"]);
    expect(names(await loadRules(`${folder}/`))).toEqual(["c", "z", "b"]);
  });

  test("loads a file by itself, whatever its name, and several folders", async () => {
    const file = put("rule.txt", ruleText("by-itself"));
    put("one/a.json", ruleText("a"));
    put("two/b.json", ruleText("b"));
    expect(names(await loadRules(file))).toEqual(["by-itself"]);
    expect(names(await loadRules([join(folder, "two"), join(folder, "one"), file]))).toEqual(["a", "by-itself", "b"]);
    expect(names(await loadRules([folder, join(folder, "one")]))).toEqual(["a", "b"]);
  });

  test.each([
    "x.json~",
    "x~.json",
    "x.json.swp",
    ".x.json.swp",
    ".x.json",
    "#x.json#",
    ".#x.json",
    "x.json.tmp",
    "x.tmp.json",
    "x.bak.json",
    "x.json.bak",
    "x.orig.json",
    "4913",
    "~$x.json",
    "x.json___jb_tmp___",
    "rule.schema.json",
    "package.json",
    "package-lock.json",
    "README.md",
    ".git/x.json",
    "node_modules/y/x.json",
  ])("does not look at %s", async (path) => {
    put("a.json", ruleText("a"));
    put(path, "nothing that is a rule");
    expect(names(await loadRules(folder))).toEqual(["a"]);
  });

  test("throws one error that tells of every faulty file, with its rule, line and column", async () => {
    put("a.json", ruleText("good"));
    put("b.json", '{\n  "name": "b"\n  "title": "B"\n}');
    put("c.json", `{\n  "severty": "low",\n${ruleText("c").slice(1)}`);
    const error = await loadRules(folder).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "McmError", code: "invalid_rule" });
    expect((error as Error).message.split("\n")).toEqual([
      `rule file ${folder}/b.json:3:3: found "title", but a comma is missing before it`,
      `rule "c" (${folder}/c.json:2:3): "severty" is neither a field of a rule nor a kind; did you mean "severity"?`,
    ]);
  });

  test("leaves faulty files out and goes on, where it can tell of them", async () => {
    put("a.json", ruleText("a"));
    put("b.json", "{");
    put("c.json", ruleText("c", { tests: { hits: "later" } }));
    expect(await loadTelling()).toEqual({ names: ["a", "c"], told: ["b.json:1:2 syntax"] });
  });

  test("of two files with rules of one name takes the first, and tells where the other has it", async () => {
    put("a.json", ruleText("same"));
    put("b.json", `\n  ${ruleText("same", { title: "Other" })}`);
    put("c.json", ruleText("c"));
    expect(await loadTelling()).toEqual({ names: ["same", "c"], told: ["b.json:2:11 duplicate-name"] });
  });

  test("tells of a folder that is not there", async () => {
    await expect(loadRules(join(folder, "nowhere"))).rejects.toThrow("nowhere:1:1: it is not there; create it");
  });

  test("an empty folder has no rules", async () => {
    expect(await loadRules(folder)).toEqual([]);
  });

  test("what is no text in UTF-8, too large, a pipe or a link to nothing does no harm", async () => {
    put("a.json", ruleText("a"));
    put("latin1.json", Buffer.from(ruleText("b", { title: "Grüße" }), "latin1"));
    put("utf16.json", Buffer.from(`\ufeff${ruleText("c")}`, "utf16le"));
    put("large.json", ruleText("d", { title: "x".repeat(2 ** 20) }));
    symlinkSync(join(folder, "nowhere"), join(folder, "link.json"));
    symlinkSync(join(folder, "nowhere"), join(folder, "README"));
    symlinkSync(join(folder, "itself"), join(folder, "itself"));
    execFileSync("sh", ["-c", 'mkfifo "$0"', join(folder, "pipe.json")]);
    mkdirSync(join(folder, "folder.json"));
    expect(await loadTelling()).toEqual({
      names: ["a"],
      told: [
        "large.json:1:1 file-size",
        "latin1.json:1:1 encoding",
        "link.json:1:1 unreadable",
        "pipe.json:1:1 unreadable",
        "utf16.json:1:1 encoding",
      ],
    });
  });

  test("follows links to files and folders, but not in circles", async () => {
    put("a.json", ruleText("a"));
    const elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"));
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    writeFileSync(join(elsewhere, "b.json"), ruleText("b"));
    symlinkSync(elsewhere, join(folder, "linked"));
    symlinkSync(folder, join(folder, "circle"));
    expect(names(await loadRules(folder))).toEqual(["a", "b"]);
  });
});

describe("checkRules", () => {
  test("tells of each file its tests, its warnings and whether its name is another's", async () => {
    const event = { source: "okta", timestamp: "2025-01-20T09:00:00Z", event_type: "role_changed" };
    const tests = { hits: [{ name: "h", events: [event] }], misses: [{ name: "m", events: [event] }] };
    put("a.json", ruleText("a", { tests }));
    put("b.json", ruleText("b"));
    put("c.json", ruleText("a", { tests }));
    const checked = await checkRules(folder);
    expect(
      checked.map(({ rule, tests: own, problems }) => [rule?.name, own !== null, problems.map(({ id }) => id)]),
    ).toEqual([
      ["a", true, []],
      ["b", false, ["no-tests"]],
      ["a", true, ["duplicate-name"]],
    ]);
  });

  test("tells of a folder that is not there as of a file", async () => {
    const [first] = await checkRules(join(folder, "nowhere"));
    expect(first).toMatchObject({ rule: null, problems: [{ id: "unreadable" }] });
  });
});
