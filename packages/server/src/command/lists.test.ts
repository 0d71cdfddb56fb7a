import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, findingSchema, sourceEventSchema } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { builtinRules } from "@mcm/rules-builtin";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { runMcm, startMcm } from "../testing/mcm.js";
import { event } from "../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (words: string) => runMcm(words.split(" "), { cwd });
const rows = (text: string) => text.split("\n").slice(0, -1);

const count = 2500;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mcm-"));
  const engine = createEngine({ store: sqlite(join(cwd, "mcm.db")), rules: builtinRules });
  await engine.ingest(
    Array.from({ length: count }, (_, index) =>
      event(Math.floor(index / 10), {
        external_id: `n${index}`,
        user: index === 7 ? "=cmd|' /C calc'!A0" : `u${index % 4}`,
        event_type: index % 50 ? "login_success" : "login_failed",
        raw_data: { text: "\u001b[2J" },
      }),
    ),
  );
  await engine.ingest([event(9999, { external_id: "evil", user: "\u009b31mred", event_type: "login_failed" })]);
  await engine.close();
  return () => rm(cwd, { recursive: true });
});

describe("mcm events and mcm findings", () => {
  it("show a table's first page", async () => {
    const { code, out, err } = await mcm("events");
    expect(code).toBe(0);
    expect(rows(out)).toHaveLength(51);
    expect(rows(out)[0]).toMatch(/^ {2}id {2}time \(UTC\) +severity +event type +user +source$/);
    expect(rows(out)[1]).toMatch(/^2501 {2}2025-01-27 07:39:00 {2}– +login_failed +\\u009b31mred {2}test$/);
    expect(err).toBe("50 of 2,501 events; --limit or --json for more\n");
  });

  it("show as many as are asked for", async () => {
    const { out, err } = await mcm("events --limit 1200");
    expect(rows(out)).toHaveLength(1201);
    expect(err).toContain("1,200 of 2,501");
    expect(await mcm("events --limit 5000")).toMatchObject({ err: "" });
  });

  it("say so when there are none", async () => {
    expect(await mcm("events --user nobody")).toEqual({ code: 0, out: "", err: "no events match\n" });
    expect(await mcm("findings --rule none --json")).toEqual({ code: 0, out: "", err: "" });
  });

  it("give everything as JSON, one a line, in the same order each time", async () => {
    const { code, out, err } = await mcm("events --json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const events = rows(out).map((line) => sourceEventSchema.parse(JSON.parse(line)));
    expect(new Set(events.map(({ external_id }) => external_id)).size).toBe(count + 1);
    expect(events.map(({ timestamp }) => timestamp)).toEqual(
      events
        .map(({ timestamp }) => timestamp)
        .toSorted()
        .toReversed(),
    );
    expect((await mcm("events --json")).out).toBe(out);
    expect(out.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it.concurrent.each(["timestamp", "user", "-event_type", "source"])(
    "give everything once sorted by %s",
    async (key) => {
      const { out } = await mcm(`events --json --sort ${key}`);
      expect(new Set(rows(out)).size).toBe(count + 1);
    },
  );

  it("stop at the limit, in every form", async () => {
    expect(rows((await mcm("events --json --limit 1001")).out)).toHaveLength(1001);
    expect(rows((await mcm("events --csv --limit 1001")).out)).toHaveLength(1002);
  });

  it("give CSV that no spreadsheet runs", async () => {
    const { out } = await mcm("events --csv --sort timestamp --limit 10");
    expect(rows(out)[0]).toBe("id,external_id,source,timestamp,user,event_type,severity_hint,raw_data,processed\r");
    expect(rows(out)[8]).toContain(`,'=cmd|' /C calc'!A0,login_success,,"{""text"":""\\u001b[2J""}",true\r`);
  });

  it("keep control characters of CSV cells off the terminal", async () => {
    const { out } = await mcm("events --csv --limit 1");
    expect(out).toContain("\\u009b31mred");
  });

  const filters: [string, number][] = [
    ["events --event-type login_failed", 51],
    ["events --user u1 --user u2", 1250],
    ["events --source test --from 2025-01-20T09:10:00Z --to 2025-01-20T09:11:00Z", 10],
    ["events --severity low", 0],
    ["findings --rule login-failed", 51],
    ["findings --rule login-failed --user u2", 25],
    ["findings --severity high --status open", 51],
    ["findings --withdrawn --user nobody", 0],
    ["findings --event-type login_failed --rule login-failed --sort risk_score", 51],
  ];
  it.concurrent.each(filters)("mcm %s", async (words, expected) => {
    const { code, out } = await mcm(`${words} --json`);
    expect(code).toBe(0);
    expect(rows(out)).toHaveLength(expected);
  });

  it("give findings whole", async () => {
    const { out } = await mcm("findings --json");
    for (const line of rows(out)) findingSchema.parse(JSON.parse(line));
    const table = await mcm("findings");
    expect(rows(table.out)[0]).toMatch(/^ *id {2}time \(UTC\) +severity {2}rule +user +events {2}status +description$/);
    const csv = await mcm("findings --csv");
    expect(rows(csv.out)[0]).toMatch(/^id,rule_name,severity,description,timestamp,.*,fingerprint\r$/);
  });

  it("end quietly when nobody reads on", async () => {
    const child = startMcm(["events", "--json"], { cwd });
    let err = "";
    child.stderr?.on("data", (text) => {
      err += text;
    });
    await once(child.stdout as NodeJS.ReadableStream, "data");
    child.stdout?.destroy();
    const [code] = await once(child, "close");
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });
});

describe("mcm stats", () => {
  it("agrees with the lists", async () => {
    const told = JSON.parse((await mcm("stats --json")).out);
    expect(told.total_events).toBe(count + 1);
    expect(told.total_findings).toBe(rows((await mcm("findings --json")).out).length);
    expect(Object.keys(told)).toEqual([
      "total_events",
      "total_findings",
      "findings_by_severity",
      "events_over_time",
      "findings_over_time",
    ]);
  });

  it("shows totals and days", async () => {
    const { code, out } = await mcm("stats --from 2025-01-20 --to 2025-01-21");
    expect(code).toBe(0);
    expect(rows(out)[0]).toBe("events    2,500");
    expect(rows(out)[1]).toMatch(/^findings {2}\d+ \(low \d+, medium \d+, high 50, critical 0\)$/);
    expect(rows(out).slice(3)).toEqual([
      "day (UTC)   events  findings",
      expect.stringMatching(/^2025-01-20 {3}2,500 +\d+$/),
    ]);
  });
});
