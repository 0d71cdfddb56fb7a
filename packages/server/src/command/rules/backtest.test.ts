import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type RunOptions, runMcm } from "../../testing/mcm.js";
import { jsonLines, ndjson, ruleDocument, writeFiles } from "../../testing/rules.js";
import { event, freshFile } from "../../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (words: string, options: Partial<RunOptions> = {}) =>
  runMcm(words.split(" "), { cwd, env: { PATH: process.env.PATH ?? "" }, ...options });
const files = (content: Record<string, unknown>) => writeFiles(cwd, content);
const git = (...words: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...words], { cwd, stdio: "pipe" });

const threshold = (count: number) => ({ threshold: { count, within: "10m", group_by: ["user"] } });

beforeEach(async () => {
  cwd = dirname(await freshFile());
  // Three bursts: of five, of three and of two.
  const minutes = [0, 1, 2, 3, 4, 100, 101, 102, 200, 201];
  await files({ "e.ndjson": ndjson(minutes.map((minute) => event(minute))), "rules/a.json": ruleDocument() });
  await mcm("ingest e.ndjson");
});

describe("mcm rules backtest", () => {
  it("shows what rules would find, and writes nothing", async () => {
    const before = (await mcm("findings --json")).out;
    const { code, out, err } = await mcm("rules backtest rules login-failed");
    expect({ code, err }).toEqual({ code: 0, err: "12 findings\n" });
    const [header, ...rows] = out.split("\n");
    expect(header).toBe("rule          severity  findings");
    expect(rows.slice(0, 2)).toEqual(["failed-burst  high             2", "login-failed  high            10"]);
    expect(rows[3]).toMatch(/^time \(UTC\) +severity +rule +user +events +description$/);
    expect(out).toContain("ada failed 5 times in 10 minutes");
    expect((await mcm("findings --json")).out).toBe(before);
  });

  it("looks at a span, and gives everything as JSON", async () => {
    const { code, out } = await mcm("rules backtest failed-burst --rules rules --from 2025-01-20T10:00:00Z --json");
    expect(code).toBe(0);
    expect(jsonLines(out)).toEqual([
      expect.objectContaining({ rule_name: "failed-burst", event_count: 3, first_seen: "2025-01-20T10:40:00.000Z" }),
    ]);
    expect(await mcm("rules backtest rules --to 2025-01-01")).toMatchObject({ code: 0, out: "", err: "0 findings\n" });
  });

  it("compares with the rules of another folder: added, lost and changed", async () => {
    await files({
      "old/a.json": ruleDocument({ ...threshold(2), severity: "low" }),
      "old/gone.json": ruleDocument({ name: "gone", ...threshold(5) }),
      "rules/new.json": ruleDocument({ name: "new", ...threshold(4) }),
    });
    const { code, out, err } = await mcm("rules backtest rules --against old");
    expect({ code, err }).toEqual({ code: 0, err: "5 changes\n" });
    const row = (name: string) =>
      out
        .split("\n")
        .find((line) => line.startsWith(name))
        ?.split(/\s+/)
        .slice(1);
    expect(out).toMatch(/^rule +before +now +added +lost +changed\n/);
    expect(row("failed-burst")).toEqual(["3", "2", "0", "1", "2"]);
    expect(row("gone")).toEqual(["1", "0", "0", "1", "0"]);
    expect(row("new")).toEqual(["0", "1", "1", "0", "0"]);
    const changes = jsonLines((await mcm("rules backtest rules --against old --json")).out);
    expect(changes.map(({ change }) => change).sort()).toEqual(["added", "changed", "changed", "lost", "lost"]);
    for (const { change, finding, before } of changes) {
      expect([finding === null, before === null]).toEqual([change === "lost", change === "added"]);
    }
    // By its file, a rule is compared with its namesake alone.
    const one = await mcm("rules backtest rules/a.json --against old --json");
    expect(jsonLines(one.out)).toHaveLength(3);
  });

  it("compares with a git ref, as files were then, and leaves the work tree alone", async () => {
    git("init", "-q");
    await files({ ".gitattributes": "*.json diff=hostile filter=hostile\n" });
    git("add", ".");
    git("commit", "-qm", "three");
    git("config", "diff.hostile.textconv", "touch textconv-ran; false");
    git("config", "filter.hostile.smudge", "touch filter-ran; false");
    await files({ "rules/a.json": ruleDocument(threshold(5)), "rules/new.json": ruleDocument({ name: "new" }) });
    const changed = await mcm("rules backtest rules --against HEAD --json");
    expect(changed).toMatchObject({ code: 0, err: "" });
    const rules = jsonLines(changed.out).map(({ change, finding, before }) => {
      return [change, ((finding ?? before) as { rule_name: string }).rule_name];
    });
    expect(rules.sort()).toEqual([
      ["added", "new"],
      ["added", "new"],
      ["changed", "failed-burst"],
      ["lost", "failed-burst"],
    ]);
    const named = await mcm("rules backtest failed-burst --rules rules --against HEAD --json");
    expect(jsonLines(named.out)).toHaveLength(2);
    expect(git("status", "--short").toString()).not.toContain("-ran");
  });

  it("leaves out what had an error at that ref, and says so", async () => {
    git("init", "-q");
    await files({ "rules/b.json": "{" });
    git("add", ".");
    git("commit", "-qm", "broken");
    await files({ "rules/b.json": ruleDocument({ name: "b" }) });
    const { code, out, err } = await mcm("rules backtest rules --against HEAD --json");
    expect(code).toBe(0);
    expect(err).toMatch(/^HEAD:rules.b\.json:1:\d+: /);
    expect(jsonLines(out).map(({ change }) => change)).toEqual(["added", "added"]);
  });

  it("says of wrong use what to do", async () => {
    await files({ "broken/a.json": "{", "empty/readme.txt": "" });
    const wrong: [string, RegExp][] = [
      ["rules backtest", /missing required argument 'rules'/],
      ["rules backtest nothing", /there is no rule "nothing"/],
      [
        "rules backtest broken",
        /broken.a\.json:1:\d+: .*\nmcm: a rule file has errors; mend it, or see more with "mcm rules check"/,
      ],
      ["rules backtest empty", /these folders hold no rule/],
      ["rules backtest rules --db none.db", /there is no database at "none.db"/],
      ["rules backtest rules --from 2025-02-01 --to 2025-01-01", /--from is later than to; swap them/],
      ["rules backtest login-failed --against old", /rule "login-failed" is built in and has no file/],
      [
        "rules backtest rules --against v1",
        /--against takes a folder or a git ref of the repository that holds the rules/,
      ],
    ];
    for (const [words, message] of wrong) {
      const { code, out, err } = await mcm(words);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(message);
    }
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "first");
    for (const ref of ["none", "--output=owned", "HEAD;touch owned"]) {
      const { code, err } = await runMcm(["rules", "backtest", "rules", `--against=${ref}`], {
        cwd,
        env: { PATH: process.env.PATH ?? "" },
      });
      expect({ code, err }).toMatchObject({
        code: 2,
        err: expect.stringContaining("--against takes a folder or a git ref"),
      });
    }
    await rm(join(cwd, "broken"), { recursive: true });
    expect(git("status", "--short").toString()).not.toContain("owned");
  });
});
