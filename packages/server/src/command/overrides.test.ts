import { once } from "node:events";
import { readFileSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type RunOptions, runMcm, startMcm } from "../testing/mcm.js";
import { jsonLines, ndjson, ruleDocument, writeFiles } from "../testing/rules.js";
import { event, freshFile } from "../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (words: string, options: Partial<RunOptions> = {}) => runMcm(words.split(" "), { cwd, ...options });
const files = (content: Record<string, unknown>) => writeFiles(cwd, content);

/** A configuration with the rules of the folder, and overrides. */
const config = (overrides: unknown) => files({ "mcm.config.json": { rules: ["rules"], overrides } });

/** Failed logins: three of ada, and two of bob. */
const input = ndjson([0, 1, 2, 3, 4].map((minute) => event(minute, { user: minute < 3 ? "ada" : "bob" })));

const found = async () =>
  jsonLines((await mcm("findings --json")).out)
    .map(({ rule_name, severity, user }) => `${rule_name} ${severity} ${user}`)
    .sort();

const off = { enabled: false };
const exceptAda = { except: [{ when: { "==": [{ var: "user" }, "ada"] }, reason: "she tests the login" }] };

beforeEach(async () => {
  cwd = dirname(await freshFile());
  await files({ "rules/a.json": ruleDocument() });
});

describe("overrides", () => {
  it("change severity, count and exceptions of rules of files and built-in ones alike, and switch off", async () => {
    await config({
      "failed-burst": { severity: "low", threshold: { count: 2 } },
      "login-failed": { severity: "medium", ...exceptAda },
      "high-activity": off,
    });
    expect(await mcm("ingest", { input })).toMatchObject({ code: 0, err: "" });
    expect(await found()).toEqual([
      ...["failed-burst low ada", "failed-burst low bob"],
      ...["login-failed medium bob", "login-failed medium bob"],
    ]);
  });

  it("may stand in a file beside the configuration, with comments", async () => {
    await files({ "conf/overrides.json": `{\n  // noise\n  "login-failed": { "enabled": false },\n}\n` });
    await files({ "conf/mcm.config.json": { rules: ["../rules"], overrides: "overrides.json" } });
    expect(await mcm("ingest --config conf/mcm.config.json", { input })).toMatchObject({ code: 0, err: "" });
    expect(await found()).toEqual(["failed-burst high ada"]);
  });

  it("hold for mcm run, too", async () => {
    await config({ "login-failed": off });
    await mcm("ingest --no-run", { input });
    expect(await mcm("run")).toMatchObject({ code: 0, err: "" });
    expect(await found()).toEqual(["failed-burst high ada"]);
  });

  it.each<[unknown, string]>([
    [{ "failed-brst": off }, 'overrides: there is no rule "failed-brst"; did you mean "failed-burst"?'],
    [{ "failed-burst": { severity: "grave" } }, 'rule "failed-burst": overrides: "severity" is "grave"'],
    [
      { "failed-burst": { distinct: { count: 3 } } },
      'rule "failed-burst": overrides: "distinct" is nothing of this rule that can be different',
    ],
    [{ "failed-burst": { threshold: { count: -1 } } }, 'rule "failed-burst": "count" (-1) is out of range'],
    [{ "failed-burst": { threshold: { cuont: 2 } } }, 'rule "failed-burst": "cuont" is not a field of "threshold"'],
    [
      { "failed-burst": { except: [{ when: { nope: 1 }, reason: "x" }] } },
      'rule "failed-burst": unknown operator "nope"',
    ],
  ])("%j is one line of what is wrong, and wrong configuration", async (overrides, message) => {
    await config(overrides);
    for (const words of ["ingest", "rules list", "serve --port 0", "run --watch"]) {
      const { code, out, err } = await mcm(words, { input });
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(/^mcm: [^\n]+\n$/);
      expect(err).toContain(`mcm.config.json: ${message}`);
    }
  });

  it("can be written as the documentation has them", async () => {
    const page = readFileSync(new URL("../../../../docs/configuration.md", import.meta.url), "utf8");
    await config("overrides.json");
    await files({ "overrides.json": /```jsonc\n(.*?)```/s.exec(page)?.[1] ?? "" });
    const { code, err, out } = await mcm("rules list");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^okta-password-spray .* distinct, 1 exception /m);
  });

  it("in a file that is not there or holds something else are wrong configuration", async () => {
    await config("none.json");
    expect(await mcm("rules list")).toMatchObject({ code: 2, err: expect.stringMatching(/^mcm: none.json cannot be/) });
    await files({ "none.json": "[]" });
    expect(await mcm("rules list")).toMatchObject({ code: 2, err: expect.stringContaining("holds no overrides") });
    await files({ "none.json": '{\n  "login-failed": {,}\n}' });
    expect(await mcm("rules list")).toMatchObject({ code: 2, err: expect.stringContaining("none.json:2: this is no") });
  });

  it("show in the list of rules", async () => {
    await config({ "failed-burst": { severity: "low", threshold: { count: 2 }, ...exceptAda }, "login-failed": off });
    const { code, out, err } = await mcm("rules list");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const [header, ...rows] = out.split("\n");
    expect(header).toMatch(/^rule +severity +kind +version +state +overridden +file +controls$/);
    expect(rows.find((row) => row.startsWith("login-failed "))).toMatch(/ high +match +[0-9a-f]{8} +off +– +built-in/);
    expect(rows.find((row) => row.startsWith("failed-burst "))).toMatch(
      / low +threshold .* active +severity, threshold, 1 exception +rules/,
    );
    const listed = jsonLines((await mcm("rules list --json")).out);
    const [first] = listed.filter(({ name }) => name === "login-failed");
    expect(first).toMatchObject({ state: "off", overridden: null });
    expect(listed.at(-1)).toMatchObject({ severity: "low", overridden: "severity, threshold, 1 exception" });
  });

  it("of a rule whose file is broken keep nothing else from starting", async () => {
    await config({ "failed-burst": { severity: "low" }, "login-failed": off });
    await files({ "rules/a.json": { ...ruleDocument(), treshold: {} } });
    const { code, out } = await mcm("rules list");
    expect(code).toBe(1);
    expect(out).toMatch(/^failed-burst .* broken /m);
  });

  it("hold where a rule is explained; one that is off is not", async () => {
    await config({ "failed-burst": { ...exceptAda, threshold: { count: 2 } }, "login-failed": off });
    const explained = (words: string) => mcm(`rules explain ${words} --event -`, { input });
    expect((await explained("failed-burst")).out).toContain("at least 2 matches within 10 minutes");
    const adas = await mcm("rules explain rules/a.json --event -", { input: ndjson([event(0), event(1)]) });
    expect(adas.out).toContain("failed-burst does not fire");
    const { code, err } = await explained("login-failed");
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/rule "login-failed" is switched off in .*mcm.config.json; take "enabled" out there/),
    });
  });
});

describe("mcm rules backtest --overrides", () => {
  it("shows what a change would make of the findings before it holds", async () => {
    await config({ "failed-burst": { severity: "low" } });
    await files({ "draft.json": { "failed-burst": { threshold: { count: 2 } }, "login-failed": exceptAda } });
    await mcm("ingest", { input });
    const before = await found();
    const { code, out, err } = await mcm("rules backtest failed-burst login-failed --overrides draft.json");
    expect({ code, err }).toEqual({ code: 0, err: "5 changes\n" });
    const rows = out.split("\n").map((line) => line.split(/\s+/));
    expect(rows.find(([name]) => name === "failed-burst")).toEqual(["failed-burst", "1", "2", "1", "0", "1"]);
    expect(rows.find(([name]) => name === "login-failed")).toEqual(["login-failed", "5", "2", "0", "3", "0"]);
    expect(await found()).toEqual(before);
  });

  it("tells of a rule that would be off, and of a file that says nothing of the rules", async () => {
    await config({});
    await files({ "draft.json": { "failed-burst": off } });
    await mcm("ingest", { input });
    const { out } = await mcm("rules backtest failed-burst --overrides draft.json --json");
    expect(jsonLines(out)).toMatchObject([{ change: "lost", finding: null }]);
    expect(await mcm("rules backtest login-failed --overrides draft.json")).toMatchObject({
      code: 2,
      err: "mcm: draft.json says nothing of the rules that were asked for; name one that it changes\n",
    });
    expect(await mcm("rules backtest failed-burst --overrides draft.json --against main")).toMatchObject({ code: 2 });
  });

  it("compares versions of files as the overrides of now have them, where they can", async () => {
    await config({ "failed-burst": { threshold: { count: 2 } } });
    const { threshold: _, ...plain } = ruleDocument();
    await files({
      "same/a.json": ruleDocument({ title: "Else" }),
      "plain/a.json": { ...plain, description: "{{user}}" },
    });
    await mcm("ingest --no-run", { input });
    expect(await mcm("rules backtest rules --against same")).toMatchObject({ code: 0, err: "0 changes\n" });
    const { code, err } = await mcm("rules backtest rules --against plain");
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/"threshold" is nothing of this rule.*\(the other version is compared without\)\n/),
    });
  });
});

describe("a file of overrides", () => {
  it("is followed: an edit counts, a broken one changes nothing, and rules and overrides come in any order", async () => {
    await config("overrides.json");
    await files({ "overrides.json": { "login-failed": off }, "none.json": {} });
    await mcm("ingest --no-run", { input: ndjson([event(-60)]) });
    const child = startMcm(["run", "--watch"], { cwd });
    onTestFinished(() => void child.kill("SIGKILL"));
    let [out, err] = ["", ""];
    child.stdout?.on("data", (text) => {
      out += text;
    });
    child.stderr?.on("data", (text) => {
      err += text;
    });
    const said = (text: () => string, what: string | RegExp) =>
      vi.waitFor(() => expect(text()).toMatch(what), { timeout: 20_000, interval: 10 });
    await said(() => out, "events: 1 processed");
    /** What comes of three failures from a minute on. */
    const ingested = async (minute: number) => {
      const before = out.length;
      // Without the configuration, whose overrides are broken at times.
      const input = ndjson([0, 1, 2].map((n) => event(minute + n)));
      expect(await mcm("ingest --no-run --config none.json", { input })).toMatchObject({ code: 0 });
      await said(() => out.slice(before), "events: 3 processed");
      return /findings: (\d+) created/.exec(out.slice(before))?.[1];
    };
    expect(await ingested(0)).toBe("1");

    await files({ "new.json": { "login-failed": off, "failed-burst": { threshold: { count: 9 } } } });
    renameSync(join(cwd, "new.json"), join(cwd, "overrides.json"));
    await said(() => err, "overrides changed: failed-burst\n");
    expect(await ingested(100)).toBe("0");

    await files({ "overrides.json": '{ "login-failed": ' });
    await said(() => err, /mcm: overrides.json:1: this is no JSON/);
    await files({ "overrides.json": { "failed-burst": { threshold: { count: 0 } } } });
    await said(() => err, /mcm: overrides.json: rule "failed-burst": "count" /);
    expect(await ingested(200)).toBe("0");

    await files({ "overrides.json": { "failed-burst": { severity: "low" }, later: off } });
    await said(() => err, /overrides.json: overrides: there is no rule "later"/);
    expect(await ingested(300)).toBe("4");
    await files({ "rules/b.json": ruleDocument({ name: "later" }) });
    await said(() => err, "rules added: later\n");
    expect(await ingested(400)).toBe("4");

    await rm(join(cwd, "overrides.json"));
    await said(() => err, /mcm: overrides.json cannot be read/);
    expect(await ingested(500)).toBe("4");
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
    expect((await found()).filter((line) => line.startsWith("failed-burst")).sort()).toEqual([
      ...["failed-burst high ada", "failed-burst low ada", "failed-burst low ada", "failed-burst low ada"],
    ]);
  });
});
