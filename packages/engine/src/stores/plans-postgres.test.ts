import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { describeLists, rows, start } from "../../test/listed.js";
import { freshDatabase } from "../../test/places.js";
import { postgres, reading, settings } from "./postgres.js";
import type { Schema } from "./schema.js";

let pool: pg.Pool;
let db: Kysely<Schema>;
/** What was asked of the database since this was emptied. */
let asked: { sql: string; parameters: readonly unknown[] }[] = [];

/** As many events and findings as tell a plan that looks at all of them from one that does not; skewed as real ones are. */
const fill = `
  INSERT INTO sources (name) SELECT 'sources-' || to_char(i, 'FM00000') FROM generate_series(1, 4) i;
  INSERT INTO users (name) SELECT 'users-' || to_char(i, 'FM00000') FROM generate_series(1, 2000) i;
  INSERT INTO event_types (name) SELECT 'event_types-' || to_char(i, 'FM00000') FROM generate_series(1, 50) i;
  INSERT INTO rules (name) SELECT 'rules-' || to_char(i, 'FM00000') FROM generate_series(1, 40) i;
  INSERT INTO rule_versions (name, version) SELECT name, 'v1' FROM rules;
  INSERT INTO rule_controls SELECT 'SOC2:CC6.' || (id % 9), id FROM rule_versions;
  INSERT INTO events (id, source_id, external_id, timestamp, user_id, event_type_id, severity_hint, processed, raw_data)
    SELECT i, 1 + i % 7 % 4, 'e' || i, ${start} + i * 60000,
      CASE WHEN i % 10 = 0 THEN NULL WHEN i % 3 = 0 THEN 1 ELSE 1 + i * 7919 % 2000 END,
      CASE WHEN i % 1000 = 0 THEN 50 ELSE 1 + i * 31 % 40 END, CASE WHEN i % 5 = 0 THEN i % 4 END, 1, '{}'
    FROM generate_series(1, ${rows}::bigint) i;
  INSERT INTO finding_records (rule_version_id, rule_id, severity, description, timestamp, created_at, user_id, event_id,
      event_type_id, source_id, risk_score, extra_data, status, withdrawn, revision, first_seen, last_seen, event_count,
      fingerprint, anchor_tie, last_tie, lead)
    SELECT 1 + id % 40, 1 + id % 40, id % 4, 'd', timestamp, timestamp, user_id, id, event_type_id, source_id, id % 100,
      '{}', CASE id % 50 WHEN 0 THEN 'resolved' ELSE 'open' END, CASE WHEN id % 20 = 0 THEN 1 ELSE 0 END, 1, timestamp,
      timestamp, 1 + id % 30, 'f' || id, '', '', 1
    FROM events;
  ANALYZE;`;

beforeAll(async () => {
  const url = await freshDatabase(inject("postgres"));
  const store = postgres(url);
  await store.open();
  await store.close();
  pool = new pg.Pool({ connectionString: url, ...settings });
  await pool.query(fill);
  const log: (event: { query: { sql: string; parameters: readonly unknown[] } }) => void = ({ query }) => {
    asked.push(query);
  };
  db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), log });
}, 60_000);

afterAll(() => db.destroy());

interface Plan {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Plan Rows": number;
  readonly "Index Cond"?: string;
  readonly Plans?: readonly Plan[];
}

const lists = ["events", "finding_records"];

/** Rows that are sorted at most where no index has the order: what leaves more is walked in order. */
const sortable = 12_000;

/** What walks a list from end to end, or sorts a good part of it. */
async function expectServed(): Promise<void> {
  const queries = asked;
  asked = [];
  for (const { sql: text, parameters } of queries) {
    const { rows: found } = await pool.query(`EXPLAIN (FORMAT JSON) ${text}`, [...parameters]);
    const plan = JSON.parse(found[0]["QUERY PLAN"])[0].Plan as Plan;
    expect(faultsOf(plan), `${text}\n${JSON.stringify(plan, null, 1)}`).toEqual([]);
  }
}

function faultsOf(plan: Plan): string[] {
  const inner = plan.Plans ?? [];
  const isWhole = plan["Node Type"] === "Seq Scan" && lists.includes(plan["Relation Name"] ?? "");
  const isLarge = plan["Node Type"] === "Sort" && inner.some((one) => one["Plan Rows"] > sortable);
  return [...(isWhole ? ["walks the table"] : []), ...(isLarge ? ["sorts much"] : []), ...inner.flatMap(faultsOf)];
}

describeLists({ db: () => db, dialect: reading, expectServed });
