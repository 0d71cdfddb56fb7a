import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Kysely, type RawBuilder, SqliteDialect, sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { describeLists, rows, start } from "../../test/listed.js";
import type { ReadsDialect } from "./list-sql.js";
import { readEvents, readFindings } from "./reads.js";
import type { Schema } from "./schema.js";
import { sqlite } from "./sqlite.js";
import { sqliteKeys } from "./sqlite-keys.js";
import { sqliteNames } from "./sqlite-names.js";
import { sqliteTransactions } from "./sqlite-transaction.js";

let folder: string;
let connection: Database.Database;
let db: Kysely<Schema>;
/** What was asked of the database since this was emptied. */
let asked: { sql: string; parameters: readonly unknown[] }[] = [];

const dialect: ReadsDialect = {
  aside: (expression: RawBuilder<unknown>) => sql`+${expression}`,
  lateral: false,
  countsInOrder: false,
};

/** As many events and findings as tell a plan that looks at all of them from one that does not; skewed as real ones are. */
function fill(): void {
  const names = (table: string, count: number) =>
    connection.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO ${table} (name) SELECT '${table}-' || printf('%05d', i) FROM n`);
  for (const [table, count] of Object.entries({ sources: 4, users: 2000, event_types: 50, rules: 40 })) {
    names(table, count);
  }
  connection.exec(`
    INSERT INTO rule_versions (name, version) SELECT name, 'v1' FROM rules;
    INSERT INTO rule_controls SELECT 'SOC2:CC6.' || (id % 9), id FROM rule_versions;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
      INSERT INTO events (id, source_id, external_id, timestamp, user_id, event_type_id, severity_hint, processed, raw_data)
      SELECT i, 1 + i % 7 % 4, 'e' || i, ${start} + i * 60000,
        CASE WHEN i % 10 = 0 THEN NULL WHEN i % 3 = 0 THEN 1 ELSE 1 + i * 7919 % 2000 END,
        CASE WHEN i % 1000 = 0 THEN 50 ELSE 1 + i * 31 % 40 END, CASE WHEN i % 5 = 0 THEN i % 4 END, 1, '{}' FROM n;
    INSERT INTO finding_records (rule_version_id, rule_id, severity, description, timestamp, created_at, user_id, event_id,
        event_type_id, source_id, risk_score, extra_data, status, withdrawn, first_seen, last_seen, event_count,
        fingerprint, anchor_tie, last_tie, lead)
      SELECT 1 + id % 40, 1 + id % 40, id % 4, 'd', timestamp, timestamp, user_id, id, event_type_id, source_id, id % 100,
        '{}', CASE id % 50 WHEN 0 THEN 'resolved' ELSE 'open' END, id % 20 = 0, timestamp, timestamp, 1 + id % 30,
        'f' || id, '', '', 1
      FROM events;`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mcm-plans-"));
  const path = join(folder, "plans.db");
  const store = sqlite(path);
  await store.open();
  await store.close();
  connection = new Database(path);
  connection.pragma("synchronous = OFF");
  connection.transaction(fill)();
  const log: (event: { query: { sql: string; parameters: readonly unknown[] } }) => void = ({ query }) => {
    asked.push(query);
  };
  db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: connection }), log });
}, 60_000);

beforeEach(() => {
  asked = [];
});

afterAll(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

/** How the database went about what was asked last. */
function plans(): string[] {
  return asked.map(({ sql: text, parameters }) => {
    const steps = connection.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...parameters) as { detail: string }[];
    return steps.map(({ detail }) => detail).join("; ");
  });
}

/** What walks a table from end to end, or sorts what it found; a name is one of a dictionary's. */
function expectServed({ sorting = false } = {}): void {
  for (const plan of plans()) {
    expect(plan).not.toMatch(/SCAN (events|finding_records|f|users|event_counts|day_counts)\b(?! USING)/);
    if (!sorting) expect(plan).not.toContain("USE TEMP B-TREE FOR ORDER BY");
  }
  asked = [];
}

describeLists({ db: () => db, dialect, expectServed: async () => expectServed() });

test("a filter that leaves few rows is followed, whatever the sort, and one that leaves many is not", async () => {
  await readFindings(db, { user: "users-00100", sort: "-risk_score", limit: 50 }, dialect);
  expect(plans().join("\n")).toContain("finding_records_by_user (user_id=? AND withdrawn=?); USE TEMP B-TREE");
  expectServed({ sorting: true });
  await readFindings(db, { severity: "low", sort: "-risk_score", limit: 50 }, dialect);
  expect(plans().join("\n")).toContain("finding_records_by_risk (withdrawn=?)");
  expectServed();
});

test("of two filters the narrower is followed", async () => {
  await readEvents(db, { user: "users-00001", event_type: "event_types-00050" }, dialect);
  expect(plans().find((plan) => plan.includes("LAST TERM") || plan.includes("events_by_type (event"))).toContain(
    "events_by_type (event_type_id=?",
  );
  expectServed();
});

test("nothing that is prepared for writing walks all there is", () => {
  const prepared: string[] = [];
  const recording: Database.Database = Object.create(connection, {
    prepare: {
      value: (text: string) => {
        prepared.push(text);
        return connection.prepare(text);
      },
    },
  });
  const keys = sqliteKeys(recording, { maximumRecent: 100 });
  sqliteTransactions(recording, { names: sqliteNames(recording), keys });
  // A row that is inserted walks what may refer to it only while a broken reference waits for it: none ever does.
  const walking = prepared.filter((text) => !text.startsWith("INSERT"));
  expect(walking.length).toBeGreaterThan(20);
  for (const text of walking) {
    const unbound = Array.from(text.matchAll(/\?/g), () => null);
    const steps = connection.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...unbound) as { detail: string }[];
    const plan = steps.map(({ detail }) => detail).join("; ");
    // That index holds only what the rules have not seen.
    const walks = plan.replaceAll("SCAN e USING INDEX events_unprocessed", "");
    expect(walks, text).not.toMatch(/SCAN (events|e|event_keys|points|finding_records|f|point_groups)\b/);
  }
});
