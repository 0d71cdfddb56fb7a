import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { runMcm } from "../testing/mcm.js";
import { event, freshFile } from "../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;
const mcm = (words: string, input?: string) => runMcm(words.split(" "), { cwd, ...(input ? { input } : {}) });
const open = () => new Database(join(cwd, "mcm.db"));

beforeEach(async () => {
  cwd = dirname(await freshFile());
  await mcm("ingest -", [0, 1, 2].map((minute) => JSON.stringify(event(minute))).join("\n"));
});

describe("mcm db", () => {
  it("says what the database holds", async () => {
    const { code, out } = await mcm("db status --verify");
    expect(code).toBe(0);
    for (const line of [/^events {4}3 \(0 not seen/m, /^counters {2}right$/m, /^schema {4}0001-initial$/m])
      expect(out).toMatch(line);
    const json = JSON.parse((await mcm("db status --json")).out);
    expect(json).toMatchObject({ rows: { events: 3 }, pruned_before: null });
  });

  it("finds counters that are wrong, and mends them", async () => {
    const db = open();
    db.exec("UPDATE event_counts SET count = count + 4; UPDATE day_counts SET count = 9 WHERE counter = 1");
    db.close();
    const found = await mcm("db status --verify");
    expect(found.code).toBe(1);
    expect(found.out).toMatch(/event_counts of source_id 1, event_type_id 1 from .*: 7, expected 3/);
    expect((await mcm("db rebuild-counters")).code).toBe(0);
    expect(await mcm("db status --verify")).toMatchObject({ code: 0 });
    expect(JSON.parse((await mcm("stats --json")).out).total_events).toBe(3);
  });

  it("deletes what is old, keeps the counters, and takes nothing older in again", async () => {
    const db = open();
    db.exec("UPDATE finding_records SET status = 'resolved'");
    db.close();
    expect(await mcm("db prune --keep-events 1d")).toMatchObject({
      code: 0,
      out: expect.stringContaining("deleted   3 events"),
    });
    expect(JSON.parse((await mcm("stats --json")).out).total_events).toBe(3);
    expect((await mcm("events --json")).out).toBe("");
    const again = await mcm("ingest -", JSON.stringify(event(0)));
    expect(again.code).toBe(1);
    expect(again.err).toMatch(/events before .* were deleted, so it cannot be judged any more/);
    expect(await mcm("db status --verify")).toMatchObject({ code: 0 });
  });

  it.each([
    ["prune", 2, /nothing says how long events are kept; give --keep-events/],
    ["prune --keep-events soon", 2, /--keep-events is "soon"; it takes an age/],
    ["prune --keep-events 1y --keep-findings 5d", 2, /findings would be kept for 5d and events for 1y/],
    ["prune --keep-findings 5y", 2, /--keep-findings takes --keep-events beside it/],
  ])("%s is wrong use", async (words, code, message) => {
    expect(await mcm(`db ${words}`)).toMatchObject({ code, err: expect.stringMatching(message) });
  });

  it("refuses to migrate when told so", async () => {
    const db = open();
    db.exec("DELETE FROM kysely_migration");
    db.close();
    expect(await mcm("events --no-migrate")).toMatchObject({
      code: 3,
      err: expect.stringMatching(/was made by an older version.*run "mcm db migrate"/),
    });
  });
});
