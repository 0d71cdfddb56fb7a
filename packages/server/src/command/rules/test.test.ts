import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SaxesParser } from "saxes";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type RunOptions, runMcm, startMcm } from "../../testing/mcm.js";
import { jsonLines, ruleDocument, writeFiles } from "../../testing/rules.js";
import { event, freshFile } from "../../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (words: string, options: Partial<RunOptions> = {}) => runMcm(words.split(" "), { cwd, ...options });
const files = (content: Record<string, unknown>) => writeFiles(cwd, content);
const { tests: _, ...untested } = ruleDocument({ name: "untested" });
const failing = ruleDocument({ name: "too-lax", threshold: { count: 2, within: "30m", group_by: ["user"] } });

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

describe("mcm rules test", () => {
  it("passes the sample rules, every kind among them", async () => {
    const folder = fileURLToPath(new URL("../../../../../examples/rules", import.meta.url));
    expect(await runMcm(["rules", "check", "--strict", folder], { cwd })).toMatchObject({ code: 0, out: "" });
    const { code, err } = await runMcm(["rules", "test", "--strict", folder], { cwd });
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^1\d rules tested: (\d+) of \1 cases passed\n$/),
    });
    const { out } = await runMcm(["rules", "list", "--json", "--rules", folder], { cwd });
    const kinds = ["match", "threshold", "distinct", "new_value", "rare", "sequence", "absence"];
    expect(new Set(jsonLines(out).map(({ kind }) => kind))).toEqual(new Set(kinds));
  });

  it("shows how each case came out, and why one failed", async () => {
    await files({ "rules/a.json": ruleDocument(), "rules/b.json": failing });
    const { code, out, err } = await mcm("rules test --rules rules");
    expect(code).toBe(1);
    expect(err).toBe("2 rules tested: 2 of 4 cases passed\n");
    expect(out.split("\n")).toEqual([
      `failed-burst  ${join("rules", "a.json")}`,
      "  ✓ hit   three in ten minutes",
      "  ✓ miss  spread over an hour",
      `too-lax  ${join("rules", "b.json")}`,
      "  ✗ hit   three in ten minutes",
      "      finds as much without its last event; leave out the events that are not needed",
      "  – miss  spread over an hour",
      "      a miss shows nothing while no hit passes",
      "",
    ]);
  });

  it("tells a failing miss from a failing hit", async () => {
    const lax = ruleDocument({ threshold: { count: 3, within: "1h", group_by: ["user"] } });
    await files({ "a.json": lax });
    const { code, out } = await mcm("rules test a.json --json");
    expect(code).toBe(1);
    expect(jsonLines(out)).toEqual([
      { ...named("hit", "three in ten minutes"), outcome: "passed", reason: null },
      { ...named("miss", "spread over an hour"), outcome: "failed", reason: 'found "ada failed 3 times in 1 hour"' },
    ]);
  });

  const named = (list: string, name: string) => ({ file: "a.json", rule_name: "failed-burst", list, name });

  it("reports rules without tests, and fails them when it is to be strict", async () => {
    await files({ "a.json": untested, "b.json": { ...untested, name: "b", tests: { hits: [], misses: [] } } });
    const { code, out, err } = await mcm("rules test a.json b.json");
    expect(code).toBe(0);
    expect(out).toContain("  ! has no tests; show with a hit and a miss what it finds\n");
    expect(err).toBe("2 rules tested: 0 of 0 cases passed; 2 without tests\n");
    expect((await mcm("rules test a.json --strict")).code).toBe(1);
  });

  it("names what is wrong with a broken file, and tests the others", async () => {
    await files({ "rules/a.json": ruleDocument(), "rules/b.json": '{"name": ' });
    const { code, out, err } = await mcm("rules test rules");
    expect(code).toBe(1);
    expect(out).toContain("✓ hit   three in ten minutes");
    expect(err).toMatch(/^rules.b\.json:1:\d+: /);
    expect(err).toContain("1 broken file not tested\n");
  });

  it("writes a JUnit report that is well-formed whatever cases are called", async () => {
    const hostile = `<"&'> ]]> \u001b[2J \u0085\uffff\t\r\n${"é漢😀"}`;
    const tests = {
      hits: [{ name: hostile, events: [event(0), event(1), event(2)] }],
      misses: [{ name: `${hostile} two`, events: [event(0), event(1), event(2)] }],
    };
    await files({ "a.json": ruleDocument({ tests }), "b.json": failing, "c.json": untested });
    await files({ "d.json": '{ "name": ' });
    const { code, out } = await mcm("rules test a.json b.json c.json d.json --junit report.xml");
    expect(code).toBe(1);
    expect(out.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    const elements = elementsOf(await readFile(join(cwd, "report.xml"), "utf8"));
    const of = (name: string) => elements.filter((element) => element.name === name);
    expect(of("testsuites")[0]?.attributes).toMatchObject({ tests: "5", failures: "2", skipped: "1", errors: "1" });
    expect(of("testsuite").map(({ attributes }) => attributes.name)).toEqual([
      ...["failed-burst", "too-lax", "untested", "d.json"],
    ]);
    expect(of("error")[0]?.attributes.message).toMatch(/ d\.json:1:\d+: the file ends/);
    expect(of("testcase")[0]?.attributes).toMatchObject({
      classname: "failed-burst",
      name: `hit: <"&'> ]]> \\u001b[2J \\u0085\\uffff\t\r\né漢😀`,
    });
    expect(of("failure")).toHaveLength(2);
  });

  it("tests again what is edited, until it is stopped", async () => {
    await files({ "rules/a.json": ruleDocument() });
    const child = startMcm(["rules", "test", "--watch", "rules"], { cwd });
    onTestFinished(() => void child.kill("SIGKILL"));
    let seen = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (seen += text));
    await vi.waitFor(() => expect(seen).toContain("2 of 2 cases passed"), { timeout: 20_000 });
    seen = "";
    // What is written before the watching has begun is not seen; so it is written until it is.
    const lax = ruleDocument({ threshold: { count: 3, within: "1h", group_by: ["user"] } });
    const write = async (n: number) => files({ "rules/a.json": { ...lax, title: `edit ${n}` } });
    for (let n = 0; n < 50 && !seen.includes("cases passed"); n++) {
      await write(n);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    expect(seen).toContain("✗ miss  spread over an hour");
    expect(seen).toContain("1 of 2 cases passed");
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([0, null]);
  });
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The elements of an XML document; throws where it is not well-formed. */
function elementsOf(xml: string): Element[] {
  const elements: Element[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => void elements.push({ name, attributes }));
  parser.write(xml).close();
  return elements;
}
