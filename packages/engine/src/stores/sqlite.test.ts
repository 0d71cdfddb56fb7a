import { chmodSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEngine } from "../engine/create-engine.js";
import type { EventInput } from "../event.js";
import type { Rule } from "../rule.js";
import { sqlite } from "./sqlite.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mcm-sqlite-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rule: Rule = { name: "any", title: "Any", severity: "low", description: "{{user}}" };
const busy: Rule = { ...rule, name: "busy", threshold: { count: 2, within: "1h" } };

const events = (count: number, from = 0, size = 10): EventInput[] =>
  Array.from({ length: count }, (_, n) => ({
    source: "app",
    external_id: `${from + n}`,
    timestamp: new Date(Date.UTC(2025, 0, 20) + (from + n) * 1000).toISOString(),
    event_type: "tick",
    raw_data: { text: "x".repeat(size) },
  }));

describe("a database that cannot be used is refused in one line", () => {
  const opening = (path: string) => sqlite(path).open();

  test("a folder that does not exist", async () => {
    await expect(opening(join(folder, "no", "where.db"))).rejects.toMatchObject({
      code: "store_unavailable",
      message: expect.stringContaining("its folder does not exist; make it first"),
    });
  });

  test("a folder in its place", async () => {
    await expect(opening(folder)).rejects.toMatchObject({ code: "store_unavailable" });
  });

  test("a file that is no database", async () => {
    const path = join(folder, "text.db");
    writeFileSync(path, "This is a letter, not a database. ".repeat(100));
    await expect(opening(path)).rejects.toThrow("it is not a SQLite database; name another file");
  });

  test("one made by a newer version, which is left as it is", async () => {
    const path = join(folder, "newer.db");
    await opening(path);
    const db = new Database(path);
    db.prepare("INSERT INTO kysely_migration VALUES ('9999-later', '2099-01-01')").run();
    db.close();
    await expect(opening(path)).rejects.toMatchObject({
      code: "store_too_new",
      message: expect.stringContaining("was made by a newer version"),
    });
  });

  test("one that may only be read", async () => {
    const path = join(folder, "read-only.db");
    await opening(path);
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    // To root nothing is read-only, so the attempt is made as nobody.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      await expect(createEngine({ store: sqlite(path) }).ingest(events(1))).rejects.toThrow("it may only be read");
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(folder, 0o755);
    }
  });
});

test("a full disk refuses the batch whole, and takes it once there is room", async () => {
  const path = join(folder, "small.db");
  const source = {
    name: "app",
    normalize: (record: unknown) => record as EventInput,
    pull: ({ cursor }: { cursor: unknown }) =>
      cursor === null
        ? [
            { records: events(10), cursor: 1 },
            { records: events(2000, 10, 1000), cursor: 2 },
          ]
        : [{ records: events(2000, 10, 1000), cursor: 2 }],
  };
  const small = createEngine({ store: sqlite(path, { maximumPages: 100 }), rules: [rule, busy], sources: [source] });
  await expect(small.pull()).rejects.toMatchObject({
    code: "store_full",
    message: expect.stringContaining("nothing of this batch was stored: make room and try again"),
  });
  expect([await small.count("events"), await small.count("findings")]).toEqual([10, 11]);
  await small.close();
  const roomy = createEngine({ store: sqlite(path), rules: [rule, busy], sources: [source] });
  expect(await roomy.pull()).toMatchObject([{ new: 2000, duplicate: 0 }]);
  expect(await roomy.findings({ rule_name: "busy" })).toMatchObject([{ event_count: 2010 }]);
  await roomy.close();
});

test("a file that goes away under a store is neither written to nor read, and taken up again when it is back", async () => {
  const path = join(folder, "kept.db");
  const engine = createEngine({ store: sqlite(path), rules: [rule] });
  await engine.ingest(events(2));
  renameSync(path, `${path}.moved`);
  const gone = /"[^"]*kept\.db" was deleted or moved away while it was in use.*put it back, or start anew/;
  await expect(engine.ingest(events(2, 2))).rejects.toThrow(gone);
  await expect(engine.summary()).rejects.toMatchObject({ code: "store_unavailable" });
  writeFileSync(path, "another one");
  await expect(engine.ingest(events(2, 2))).rejects.toThrow("was replaced by another file while it was in use");
  await expect(engine.explain(1)).rejects.toThrow("was replaced");
  renameSync(`${path}.moved`, path);
  expect(await engine.ingest(events(2, 2))).toMatchObject({ new: 2 });
  expect(await engine.count("events")).toBe(4);
  await engine.close();
});

test("two stores on one file wait for each other, and neither trusts what it remembers from before the other wrote", async () => {
  const path = join(folder, "shared.db");
  const [one, two] = [1, 2].map(() => createEngine({ store: sqlite(path), rules: [busy], batchSize: 3 }));
  const all = events(300);
  for (let from = 0; from < all.length; from += 20) {
    await Promise.all([one?.ingest(all.slice(from, from + 12)), two?.ingest(all.slice(from + 8, from + 20))]);
  }
  expect(await one?.count("events")).toBe(300);
  expect(await two?.findings()).toMatchObject([{ event_count: 300, first_seen: events(1)[0]?.timestamp }]);
  await Promise.all([one?.close(), two?.close()]);
});

test("several stores may make the same new database at once", async () => {
  const path = join(folder, "new.db");
  const stores = Array.from({ length: 5 }, () => sqlite(path));
  await Promise.all(stores.map((store) => store.open()));
  await Promise.all(stores.map((store) => store.close()));
});

test("events that are deleted leave no keys behind", async () => {
  const path = join(folder, "pruned.db");
  const now = () => Date.parse("2025-01-20T12:00:00Z");
  const retention = { events: "6h", findings: "1d" } as const;
  const engine = createEngine({ store: sqlite(path, { recentKeys: 0 }), retention, now });
  const hours = Array.from({ length: 12 }, (_, hour) => `2025-01-20T${String(hour).padStart(2, "0")}:30:00.000Z`);
  await engine.ingest(
    hours.map((timestamp, index) => ({ ...(events(1)[0] as EventInput), external_id: `${index}`, timestamp })),
  );
  const later = () => Date.parse("2025-01-20T15:00:00Z");
  await engine.close();
  const pruning = createEngine({ store: sqlite(path), retention, now: later });
  expect((await pruning.prune()).events).toBeGreaterThan(0);
  const left = await pruning.count("events");
  await pruning.close();
  const db = new Database(path, { readonly: true });
  expect(db.prepare("SELECT count(*) FROM event_keys").pluck().get()).toBe(left);
  db.close();
});

describe("people at a SQL prompt", () => {
  test("see events and findings in their plain shape", async () => {
    const path = join(folder, "plain.db");
    const engine = createEngine({ store: sqlite(path), rules: [rule] });
    await engine.ingest([{ ...(events(1)[0] as EventInput), user: "ada", severity_hint: "medium" }]);
    const db = new Database(path, { readonly: true });
    expect(db.prepare("SELECT * FROM source_events").get()).toEqual({
      id: 1,
      external_id: "0",
      source: "app",
      timestamp: "2025-01-20T00:00:00.000Z",
      user: "ada",
      event_type: "tick",
      severity_hint: "medium",
      raw_data: '{"text":"xxxxxxxxxx"}',
      processed: 1,
    });
    expect(db.prepare("SELECT rule_name, severity, user, timestamp, withdrawn FROM findings").get()).toEqual({
      rule_name: "any",
      severity: "low",
      user: "ada",
      timestamp: "2025-01-20T00:00:00.000Z",
      withdrawn: 0,
    });
    db.close();
    await engine.close();
  });

  test("may write events, with or without an id; the next run takes them up once", async () => {
    const path = join(folder, "others.db");
    const engine = createEngine({ store: sqlite(path), rules: [rule, busy] });
    await engine.ingest(events(1));
    const db = new Database(path);
    const insert = db.prepare(
      "INSERT INTO source_events (external_id, source, timestamp, user, event_type, raw_data) VALUES (?, 'hand', '2025-01-20T00:00:30.250+00:00', 'bob', 'tick', ?)",
    );
    insert.run("mine", "{}");
    insert.run(null, '{"a": 1}');
    expect(await engine.run()).toMatchObject({ processed: 2 });
    insert.run(null, '{"a": 1}');
    db.prepare(
      "INSERT OR IGNORE INTO source_events (external_id, source, timestamp, user, event_type) VALUES ('mine', 'hand', '2025-01-20T00:00:31Z', 'cyd', 'tick')",
    ).run();
    db.close();
    expect(await engine.run()).toMatchObject({ processed: 1 });
    expect(await engine.findings({ rule_name: "busy" })).toMatchObject([{ event_count: 3 }]);
    expect(await engine.count("findings", { rule_name: "any", user: "bob" })).toBe(2);
    expect(await engine.events({ user: "bob", limit: 1 })).toMatchObject([{ timestamp: "2025-01-20T00:00:30.250Z" }]);
    const summary = await engine.summary();
    expect([summary.total_events, summary.total_findings]).toEqual([
      await engine.count("events"),
      await engine.count("findings"),
    ]);
    expect(await engine.checkCounters()).toEqual([]);
    await engine.close();
  });
});

test("a store can be closed at any time, twice, and leaves one file", async () => {
  const path = join(folder, "closed.db");
  const engine = createEngine({ store: sqlite(path), rules: [rule] });
  const ingesting = engine.ingest(events(10));
  await ingesting;
  await engine.close();
  await engine.close();
  expect(statSync(path).size).toBeGreaterThan(0);
  expect(() => statSync(`${path}-wal`)).toThrow();
});
