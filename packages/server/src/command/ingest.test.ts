import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type RunOptions, runMcm } from "../testing/mcm.js";
import { event, freshFile } from "../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (words: string, options: Partial<RunOptions> = {}) => runMcm(words.split(" "), { cwd, ...options });
const file = (name: string, text: string) => writeFile(join(cwd, name), text);
const ndjson = (events: readonly unknown[]) => events.map((one) => `${JSON.stringify(one)}\n`).join("");
const some = (count: number) => Array.from({ length: count }, (_, minute) => event(minute));

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

describe("mcm ingest", () => {
  it("takes files in, and knows them the next time", async () => {
    await file("a.ndjson", ndjson(some(3)));
    await file("b.json", JSON.stringify([event(3), event(2)]));
    const first = await mcm("ingest a.ndjson b.json");
    expect(first).toEqual({
      code: 0,
      out: "events: 4 new, 1 duplicate, 0 rejected\nfindings: 4 created, 0 amended, 0 withdrawn\n",
      err: "",
    });
    const again = await mcm("ingest a.ndjson b.json --json");
    expect(again).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(again.out)).toEqual({
      ...{ new: 0, duplicate: 5, rejected: 0 },
      ...{ processed: 0, created: 0, amended: 0, withdrawn: 0, problems: 0 },
    });
  });

  it("reads standard input when no file is named", async () => {
    const { code, out } = await mcm("ingest", { input: ndjson(some(2)) });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("events: 2 new") });
  });

  it("names file and line of what is no event, keeps the rest, and exits with 1", async () => {
    await file(
      "a.ndjson",
      `${ndjson([event(0)])}{half\n${ndjson([event(1)])}${ndjson([{ ...event(2), timestamp: "now" }])}`,
    );
    await file("b.ndjson", ndjson([{ ...event(3), colour: "red" }, event(4), { what: "is this" }]));
    const { code, out, err } = await mcm("ingest a.ndjson b.ndjson");
    expect(code).toBe(1);
    expect(out).toContain("events: 3 new, 0 duplicate, 4 rejected\n");
    expect(err.split("\n").sort()).toEqual([
      "",
      expect.stringMatching(/^a\.ndjson:2: .*not JSON/),
      expect.stringMatching(/^a\.ndjson:4: "timestamp".*is not an ISO 8601 time/),
      expect.stringMatching(/^b\.ndjson:1: "colour" is not a field/),
      expect.stringMatching(/^b\.ndjson:3: its format is not recognised/),
    ]);
  });

  it("exits with 0 when what is invalid may be skipped", async () => {
    const { code, out, err } = await mcm("ingest --skip-invalid", { input: `{half\n${ndjson([event(0)])}` });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("1 new, 0 duplicate, 1 rejected") });
    expect(err).toMatch(/^stdin:1: /);
  });

  it("tells of the first twenty of a file, and how many more there were", async () => {
    await file("bad.ndjson", "nonsense\n".repeat(1500));
    const { code, out, err } = await mcm("ingest bad.ndjson");
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining("1,500 rejected") });
    const lines = err.split("\n").slice(0, -1);
    expect(lines).toHaveLength(21);
    expect(lines[20]).toBe("bad.ndjson: 1,480 more were rejected");
  });

  it("sends no control character of a record to the terminal", async () => {
    const input = ndjson([
      { ...event(0), user: "\u001b]0;owned\u0007", "\u001b[2J": 1 },
      { ...event(1), event_type: "\u009b2J" },
    ]);
    const { err } = await mcm("ingest", { input });
    expect(err.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("stores without running the rules, for mcm run", async () => {
    const stored = await mcm("ingest --no-run", { input: ndjson(some(3)) });
    expect(stored.out).toBe("events: 3 new, 0 duplicate, 0 rejected\nfindings: 0 created, 0 amended, 0 withdrawn\n");
    expect((await mcm("run")).out).toBe("events: 3 processed\nfindings: 3 created, 0 amended, 0 withdrawn\n");
    expect(JSON.parse((await mcm("run --json")).out)).toMatchObject({ processed: 0, created: 0 });
  });

  it("reads the format that it is told to", async () => {
    const record = { action: "org.add_member", actor: "ada", "@timestamp": 1737363600000, _document_id: "x" };
    const asEvents = await mcm("ingest --format events", { input: ndjson([record]) });
    expect(asEvents).toMatchObject({ code: 1, out: expect.stringContaining("0 new, 0 duplicate, 1 rejected") });
    const asAudit = await mcm("ingest --format github-audit", { input: ndjson([record]) });
    expect(asAudit).toMatchObject({ code: 0, out: expect.stringContaining("1 new") });
  });

  it("finds the same in any order and in batches of any size", async () => {
    const events = Array.from({ length: 400 }, (_, index) =>
      event(index % 97, {
        external_id: `n${index}`,
        user: `u${index % 3}`,
        event_type: index % 7 ? "login_success" : "login_failed",
      }),
    );
    await file("forth.ndjson", ndjson(events));
    await file("back.ndjson", ndjson(events.toReversed()));
    await mcm("ingest forth.ndjson --db a.db");
    await mcm("ingest back.ndjson --batch 1 --db b.db");
    const found = async (db: string) => {
      const { out } = await mcm(`findings --json --db ${db}`);
      return out.replaceAll(/"(id|event_id|revision)":\d+|"created_at":"[^"]+"/g, "");
    };
    const expected = await found("a.db");
    expect(expected.split("\n").length).toBeGreaterThan(50);
    expect(await found("b.db")).toBe(expected);
  });

  it("takes back what mcm events writes", async () => {
    await mcm("ingest", { input: ndjson(some(5)) });
    const { out } = await mcm("events --json");
    expect(await mcm("ingest", { input: out })).toMatchObject({
      code: 0,
      out: expect.stringContaining("0 new, 5 duplicate"),
    });
    expect((await mcm("ingest --db copy.db", { input: out })).out).toContain("5 new");
    const copy = await mcm("events --json --db copy.db");
    const plain = (text: string) => text.replaceAll(/"id":\d+/g, "");
    expect(plain(copy.out)).toBe(plain(out));
  });
});
