import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { NewEvent } from "../event.js";
import { keyHash, sliceCount, sliceOf } from "./key-hash.js";
import { sqlite } from "./sqlite.js";
import { sqliteKeys } from "./sqlite-keys.js";
import { migrate } from "./sqlite-migrate.js";
import { sqliteNames } from "./sqlite-names.js";
import { sqliteTransactions } from "./sqlite-transaction.js";

const event = (external_id: string): NewEvent => ({
  external_id,
  source: Number(external_id) % 3 === 0 ? "web" : "app",
  timestamp: "2025-01-20T09:00:00.000Z",
  user: null,
  event_type: "tick",
  severity_hint: null,
  raw_data: {},
});

/** Hashes of which many are the same, in all slices. */
const crowded = (source: number, externalId: string): number => (keyHash(source, externalId) % 97) * 2 ** 40;

type Hash = (source: number, externalId: string) => number;

/** Writes as one process among several on a file does; what is remembered is dropped with `reopen`. */
function process(path: string, hash: Hash | undefined) {
  const db = new Database(path);
  const begun = () => {
    const names = sqliteNames(db);
    const keys = sqliteKeys(db, { maximumRecent: 80, hash });
    return { names, keys, start: sqliteTransactions(db, { names, keys }) };
  };
  let { names, keys, start } = begun();
  let version: unknown;
  return {
    /** Which of the events were new; null where the transaction was undone. */
    append: async (ids: readonly string[], undone: boolean): Promise<boolean[] | null> => {
      db.exec("BEGIN IMMEDIATE");
      const current = db.pragma("data_version", { simple: true });
      const added = await start(current !== version).append(ids.map(event), true);
      db.exec(undone ? "ROLLBACK" : "COMMIT");
      version = undone ? undefined : current;
      if (undone) {
        names.forget();
        keys.forget();
      }
      return undone ? null : added.map((id) => id !== null);
    },
    /** As somebody at a SQL prompt does. */
    insert: (id: string): void => {
      db.prepare(
        "INSERT INTO source_events (external_id, source, timestamp, event_type) SELECT ?, ?, '2025-01-20T09:00:00.000Z', 'tick'",
      ).run(id, event(id).source);
    },
    /** Takes out the newest event, so that its number is given out again. */
    remove: () =>
      db
        .prepare("DELETE FROM events WHERE id = (SELECT max(id) FROM events) RETURNING external_id")
        .pluck()
        .get() as string,
    reopen: (): void => {
      ({ names, keys, start } = begun());
      version = undefined;
    },
    all: () => db.prepare("SELECT external_id FROM events").pluck().all() as string[],
    counted: () => db.prepare("SELECT sum(count) FROM event_counts").pluck().get(),
    merged: () => db.prepare("SELECT count(*) FROM event_keys").pluck().get() as number,
    close: () => db.close(),
  };
}

const ids = fc.array(fc.nat(400).map(String), { minLength: 1, maxLength: 25 });
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ what: fc.constant("append" as const), who: fc.nat(1), ids }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant("undo" as const), who: fc.nat(1), ids }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant("insert" as const), who: fc.constant(2), ids }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant("reopen" as const), who: fc.nat(1), ids }) },
    { weight: 2, arbitrary: fc.record({ what: fc.constant("remove" as const), who: fc.constant(2), ids }) },
  ),
  { minLength: 30, maxLength: 60 },
);

test.each([
  { name: "as it is", hash: undefined },
  { name: "full of collisions", hash: crowded },
])(
  "no event is lost or doubled, whoever writes, whatever is undone, by a hash $name",
  async ({ hash }) => {
    let merged = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const folder = mkdtempSync(join(tmpdir(), "mcm-keys-"));
        const path = join(folder, "keys.db");
        const first = new Database(path);
        first.pragma("journal_mode = WAL");
        first.pragma("synchronous = OFF");
        await migrate(first, { path });
        first.close();
        const processes = [process(path, hash), process(path, hash), process(path, hash)] as const;
        const there = new Set<string>();
        let removed = 0;
        for (const { what, who, ids } of all) {
          const one = processes[who as 0 | 1 | 2];
          if (what === "reopen") one.reopen();
          else if (what === "remove") {
            if (!(await processes[0].append([], false))) throw new Error("nothing was undone");
            const id = one.remove();
            if (id && there.delete(id)) removed++;
            // The very same event, under its old number.
            if (id && ids.length > 5) {
              expect(await processes[0].append([id], false)).toEqual([true]);
              there.add(id);
            }
          } else if (what === "insert") for (const id of ids) one.insert(id);
          else {
            const fresh = await one.append(ids, what === "undo");
            if (fresh) expect(fresh).toEqual(ids.map((id, at) => !there.has(id) && ids.indexOf(id) === at));
          }
          if (what === "append" || what === "insert") for (const id of ids) there.add(id);
        }
        await processes[0].append(["1"], false);
        there.add("1");
        expect(processes[0].all().sort()).toEqual([...there].sort());
        expect(processes[0].counted()).toBe(there.size + removed);
        merged += processes[0].merged();
        for (const one of processes) one.close();
        rmSync(folder, { recursive: true });
      }),
      { numRuns: 40, endOnFailure: true },
    );
    expect(merged).toBeGreaterThan(200);
  },
  60_000,
);

test("many small transactions are merged too, and leave few rows behind", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mcm-keys-"));
  const path = join(folder, "small.db");
  const store = sqlite(path);
  await store.open();
  for (let id = 0; id < 5_000; id++) await store.transaction((to) => to.append([event(`${id}`)], true));
  expect(await store.transaction((to) => to.append([event("17"), event("4999"), event("5000")], true))).toEqual([
    null,
    null,
    expect.any(Number),
  ]);
  const db = new Database(path, { readonly: true });
  const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect(count("recent_keys")).toBeLessThan(1_000);
  expect(count("event_keys")).toBeGreaterThan(4_000);
  db.close();
  await store.close();
  rmSync(folder, { recursive: true });
}, 60_000);

test("hashes are whole numbers of 47 bits, spread over all slices, and other for another source", () => {
  const slices = new Set<number>();
  for (let id = 0; id < 2_000; id++) {
    const hash = keyHash(1, `${id}`);
    expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 47).toBe(true);
    expect(keyHash(2, `${id}`)).not.toBe(hash);
    slices.add(sliceOf(hash));
  }
  expect(slices.size).toBe(sliceCount);
});
