import { dirname } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type RunOptions, runMcm } from "../../testing/mcm.js";
import { jsonLines, ndjson, ruleDocument, writeFiles } from "../../testing/rules.js";
import { event, freshFile } from "../../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (words: string, options: Partial<RunOptions> = {}) => runMcm(words.split(" "), { cwd, ...options });
const files = (content: Record<string, unknown>) => writeFiles(cwd, content);

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

describe("mcm rules explain", () => {
  it("tells why a rule fires on a stored event, and why not", async () => {
    await files({ "rules/a.json": ruleDocument(), "e.ndjson": ndjson([event(0), event(1), event(2), event(40)]) });
    await mcm("ingest e.ndjson --rules rules");
    const ids = jsonLines((await mcm("events --json --sort timestamp")).out).map(({ id }) => id);
    const explain = (id: unknown) => mcm(`rules explain failed-burst --rules rules --event ${id}`);
    const fires = await explain(ids[2]);
    expect(fires).toMatchObject({ code: 0, err: "" });
    expect(fires.out.split("\n").slice(0, 8)).toEqual([
      `failed-burst fires on event ${ids[2]}`,
      "  2025-01-20T09:02:00.000Z  login_failed  ada  of test",
      "",
      '  ✓ event_type is login_failed  saw "login_failed"',
      '  ✓ has user, to be grouped by  saw "ada"',
      "  ✓ at least 3 matches within 10 minutes  saw 3",
      "",
      expect.stringMatching(/^finding \d+ \(high\): ada failed 3 times in 10 minutes$/),
    ]);
    expect(fires.out).toContain("the events that were counted:\n");
    const { code, out } = await explain(ids[3]);
    expect(code).toBe(0);
    expect(out).toContain(`failed-burst does not fire on event ${ids[3]}\n`);
    expect(out).toContain(
      "  ✗ at least 3 matches within 10 minutes  saw 1\n    1 of 3 within 10 minutes; 2 more before ",
    );
  });

  it("counts all stored events of a rule that came later, when asked", async () => {
    await files({ "a.json": ruleDocument(), "e.ndjson": ndjson([event(0), event(1), event(2)]) });
    await mcm("ingest e.ndjson");
    const [newest] = jsonLines((await mcm("events --json")).out);
    const words = `rules explain ./a.json --event ${newest?.id}`;
    expect((await mcm(words)).out).toContain("does not fire");
    expect((await mcm(`${words} --replay`)).out).toMatch(
      /fires on event.*✓ at least 3 matches within 10 minutes {2}saw 3/s,
    );
  });

  it("explains an event or a raw record of a file, and of several the last among the others", async () => {
    const trail = {
      eventVersion: "1.08",
      eventID: "x",
      eventTime: "2025-01-20T09:00:00Z",
      eventSource: "a",
      eventName: "StopLogging",
    };
    const when = { and: [{ "==": [{ var: "raw_data.eventName" }, "StopLogging"] }, { exists: "raw_data.errorCode" }] };
    const { threshold: _, tests: __, ...plain } = ruleDocument({ name: "trail", on: ["stop_logging"], when });
    await files({
      "a.json": ruleDocument(),
      "trail.json": { ...plain, description: "it stopped" },
      "record.json": trail,
    });
    const stopped = await mcm("rules explain trail.json --event record.json");
    expect(stopped).toMatchObject({ code: 0, err: "" });
    expect(stopped.out).toMatch(/^trail does not fire on event x\n/);
    expect(stopped.out).toMatch(
      / {2}✗ all of\n {4}✓ raw_data.eventName .*saw "StopLogging"\n {4}✗ raw_data.errorCode exists {2}saw null\n/,
    );
    const input = ndjson([event(0), event(1), event(2)]);
    expect((await mcm("rules explain a.json --event -", { input })).out).toContain("failed-burst fires on event e2\n");
  });

  it("minds a broken file only where it may hold the rule", async () => {
    await files({ "rules/a.json": ruleDocument(), "rules/b.json": "{" });
    const input = JSON.stringify(event(0));
    expect(await mcm("rules explain failed-burst --rules rules --event -", { input })).toMatchObject({
      code: 0,
      err: "",
    });
    const { code, err } = await mcm("rules explain b --rules rules --event -", { input });
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^rules.b\.json:1:\d+: .*\nmcm: there is no rule "b"/),
    });
  });

  it("gives the whole explanation as JSON", async () => {
    const { out } = await mcm("rules explain login-failed --json --event -", { input: JSON.stringify(event(0)) });
    expect(jsonLines(out)).toEqual([
      expect.objectContaining({
        rule_name: "login-failed",
        fired: true,
        event: expect.objectContaining({ user: "ada" }),
      }),
    ]);
  });

  it("sends no control character of an event or a rule to the terminal", async () => {
    const hostile = "\u001b]0;owned\u0007\u202e";
    const when = { "==": [{ var: "raw_data.x" }, hostile] };
    await files({ "a.json": ruleDocument({ when, description: `${hostile} {{raw_data.x}}` }) });
    const input = ndjson([0, 1, 2].map((n) => event(n, { raw_data: { x: hostile } })));
    const { code, out } = await mcm("rules explain a.json --event -", { input });
    expect(code).toBe(0);
    expect(out).toContain("\\u001b]0;owned");
    expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it("says of what is not there what there is", async () => {
    await files({
      "rules/a.json": ruleDocument(),
      "rules/b.json": ruleDocument({ name: "b" }),
      "e.json": event(0),
      "no.json": "[]",
    });
    const wrong: [string, RegExp][] = [
      [
        "rules explain none --event 1",
        /there is no rule "none"; there are login-failed, .*give the folder of another one/,
      ],
      ["rules explain failed-burst --event e.json", /there is no rule "failed-burst"/],
      ["rules explain rules --event e.json", /"rules" holds several rules; name one rule/],
      ["rules explain login-failed --event 1", /there is no database at "mcm.db"/],
      ["rules explain login-failed", /required option '--event <id\|file>' not specified/],
      ["rules explain login-failed --event none.json", /cannot read "none.json": there is no such file/],
      ["rules explain login-failed --event no.json", /"no.json" holds no event; give it one/],
      ["rules explain login-failed --event rules/a.json", /its format is not recognised/],
    ];
    for (const [words, message] of wrong) {
      const { code, out, err } = await mcm(words);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(message);
    }
    await mcm("ingest e.json");
    const unknown = await mcm("rules explain login-failed --event 4711");
    expect(unknown).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/4711/) });
  });
});
