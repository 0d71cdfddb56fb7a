import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import stringWidth from "string-width";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type RunOptions, runMcm } from "../../testing/mcm.js";
import { jsonLines, ruleDocument, writeFiles } from "../../testing/rules.js";
import { freshFile } from "../../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (words: string, options: Partial<RunOptions> = {}) => runMcm(words.split(" "), { cwd, ...options });
const files = (content: Record<string, unknown>) => writeFiles(cwd, content);

const misspelt = JSON.stringify(ruleDocument(), null, 2).replace('"threshold"', '"treshold"');

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

describe("mcm rules check", () => {
  it("is content with good files", async () => {
    await files({
      "rules/a.rule.json": ruleDocument(),
      "rules/b.json": `// why\n${JSON.stringify(ruleDocument({ name: "b" }))}`,
    });
    const answer = { code: 0, out: "", err: "2 rule files checked: 0 errors, 0 warnings\n" };
    expect(await mcm("rules check rules")).toEqual(answer);
    expect(await mcm("rules check --rules rules --strict")).toEqual(answer);
  });

  it("shows each problem under its file, with its place, its line and a caret", async () => {
    await files({ "rules/a.json": misspelt, "rules/good.json": ruleDocument({ name: "good" }) });
    const { code, out, err } = await mcm("rules check rules");
    expect(code).toBe(1);
    expect(err).toBe("2 rule files checked: 1 error, 0 warnings\n");
    expect(out.split("\n")).toEqual([
      join("rules", "a.json"),
      expect.stringMatching(/^ {2}8:3 {5}error {4}"treshold" is .*; did you mean "threshold"\? {2}unknown-field$/),
      '    8 │   "treshold": {',
      "      │   ^",
      "",
      "",
    ]);
  });

  it("places the caret on what a terminal shows, and shows no more of a long line than fits", async () => {
    const long = JSON.stringify(ruleDocument({ title: `${"x".repeat(80)} \u202e漢字`, severity: "grave" }));
    await files({ "long.json": long, "tabs.json": misspelt.replaceAll("  ", "\t") });
    const { out } = await mcm("rules check long.json tabs.json");
    const lines = out.split("\n");
    const place = (text: string) => {
      const shown = lines.findIndex((line) => line.includes(text) && line.includes("│"));
      return { text: stringWidth(lines[shown]?.split(text)[0] ?? ""), caret: lines[shown + 1]?.indexOf("^") };
    };
    for (const text of ['"grave"', '"treshold"']) expect(place(text).caret).toBe(place(text).text);
    expect(Math.max(...lines.filter((line) => line.includes("│")).map((line) => line.length))).toBeLessThan(130);
    expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it("counts warnings as failure only when it is to be strict", async () => {
    const { tests: _, ...untested } = ruleDocument();
    await files({ "rules/a.json": untested });
    const { code, out, err } = await mcm("rules check rules");
    expect({ code, err }).toEqual({ code: 0, err: "1 rule file checked: 0 errors, 1 warning\n" });
    expect(out).toContain("warning");
    expect((await mcm("rules check rules --strict")).code).toBe(1);
  });

  it("tells of names that are taken, by another file or a built-in rule", async () => {
    await files({
      "a.json": ruleDocument(),
      "b.json": ruleDocument(),
      "c.json": ruleDocument({ name: "login-failed" }),
    });
    const { code, out } = await mcm("rules check a.json b.json c.json --json");
    expect(code).toBe(1);
    expect(jsonLines(out)).toEqual([
      expect.objectContaining({ file: "b.json", id: "duplicate-name", level: "error" }),
      expect.objectContaining({ file: "c.json", id: "duplicate-name", message: expect.stringContaining("built-in") }),
    ]);
  });

  it("gives problems as JSON lines", async () => {
    await files({ "a.json": misspelt });
    const { code, out } = await mcm("rules check a.json --json");
    expect(code).toBe(1);
    expect(jsonLines(out)).toEqual([
      {
        ...{ file: "a.json", line: 8, column: 3, level: "error", id: "unknown-field", rule_name: "failed-burst" },
        message: expect.stringContaining('did you mean "threshold"?'),
      },
    ]);
  });

  it("writes a SARIF log, to a file or to standard output", async () => {
    await files({ "my rules/ä#.json": misspelt, "my rules/b.json": "{" });
    const words = ["rules", "check", "my rules", "--sarif"];
    const { code, out } = await runMcm([...words, "-"], { cwd });
    expect(code).toBe(1);
    const log = sarif.parse(JSON.parse(out));
    const [run] = log.runs;
    expect(run.results.map(({ ruleId }) => ruleId).sort()).toEqual(["syntax", "unknown-field"]);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    const places = run.results.map(({ locations: [place] }) => place.physicalLocation);
    expect(places[1]).toEqual({
      artifactLocation: { uri: "my%20rules/%C3%A4%23.json" },
      region: { startLine: 8, startColumn: 3 },
    });
    const toFile = await runMcm([...words, "log.sarif"], { cwd });
    expect(toFile.out).toContain("unknown-field");
    expect(await readFile(join(cwd, "log.sarif"), "utf8")).toBe(out);
    await files({ "good.json": ruleDocument() });
    expect(sarif.parse(JSON.parse((await mcm("rules check --sarif - good.json")).out)).runs[0].results).toEqual([]);
  });

  it("says of a wrong path, a wrong pair of flags and of nothing what to do", async () => {
    const wrong: [string, RegExp][] = [
      ["rules check", /there is nothing to look at; name rule files or folders/],
      ["rules check nowhere", /there is no rule file or folder "nowhere"; correct the path/],
      ["rules check . --json --sarif -", /--json and --sarif - exclude each other/],
      ["rules", /Usage: mcm rules/],
      ["rules chekc", /unknown command 'chekc'/],
    ];
    for (const [words, message] of wrong) {
      const { code, out, err } = await mcm(words);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(message);
    }
  });
});

/** What SARIF 2.1.0 demands of the parts that are used. */
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          version: z.string(),
          rules: z.array(z.strictObject({ id: z.string() })),
        }),
      }),
      columnKind: z.literal("utf16CodeUnits"),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().nonnegative(),
          level: z.enum(["error", "warning"]),
          message: z.strictObject({ text: z.string().min(1) }),
          locations: z.tuple([
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({ uri: z.string().regex(/^[\w./%~:-]+$/) }),
                region: z.strictObject({ startLine: z.int().positive(), startColumn: z.int().positive() }),
              }),
            }),
          ]),
        }),
      ),
    }),
  ]),
});

describe("mcm rules list", () => {
  it("lists built-in rules and those of folders", async () => {
    await files({ "rules/a.json": ruleDocument({ controls: ["SOC2:CC6.1"] }) });
    const { code, out, err } = await mcm("rules list --rules rules");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const [header, ...rows] = out.split("\n").slice(0, -1);
    expect(header).toMatch(/^rule +severity +kind +version +state +file +controls$/);
    expect(rows[0]).toMatch(/^login-failed +high +match +[0-9a-f]{8} +active +built-in +SOC2:CC6.1/);
    expect(rows.at(-1)).toMatch(/^failed-burst +high +threshold +[0-9a-f]{8} +active +rules.a.json +SOC2:CC6.1$/);
  });

  it("gives them as JSON lines, with broken files among them", async () => {
    await files({ "rules/a.json": ruleDocument(), "rules/b.json": misspelt.replace("failed-burst", "broken-one") });
    const { code, out, err } = await mcm("rules list --rules rules --json");
    expect(code).toBe(1);
    expect(err).toMatch(/^rules.b\.json:8:3: "treshold" is /);
    const listed = jsonLines(out);
    expect(listed.at(-2)).toEqual({
      ...{ name: "failed-burst", title: "Repeated failed logins", severity: "high", kind: "threshold", controls: [] },
      ...{ version: expect.stringMatching(/^[0-9a-f]{32}$/), state: "active", file: join("rules", "a.json") },
      overridden: null,
    });
    expect(listed.at(-1)).toMatchObject({ name: "broken-one", state: "broken", severity: null });
  });
});
