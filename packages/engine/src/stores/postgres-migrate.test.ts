import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { describe, expect, inject, test } from "vitest";
import { freshDatabase } from "../../test/places.js";
import { createEngine } from "../engine/create-engine.js";
import { postgres } from "./postgres.js";
import { migratePostgres, migrations } from "./postgres-migrate.js";

/** What people put into a database of each schema; one that changes a table adds rows of the shape before it. */
const data: Readonly<Record<string, string>> = {
  "0001-initial": `
    INSERT INTO source_events (external_id, source, timestamp, "user", event_type, raw_data)
      VALUES ('1', 'app', '2025-01-20T09:00:00.000Z', 'ada', 'login', '{"a":1}'),
        ('2', 'app', '2025-01-21T09:00:00.000Z', NULL, 'logout', '{}')`,
};

describe.each(Object.keys(migrations))("a database of schema %s, with data in it", (version) => {
  test("is brought up to date, keeps what it holds and goes on", async () => {
    const url = await freshDatabase(inject("postgres"));
    const pool = new pg.Pool({ connectionString: url });
    const old = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
    await migratePostgres(old, { place: url, upTo: version });
    await pool.query(data[version] ?? "");
    await old.destroy();
    const rule = { name: "any", title: "Any", severity: "low", description: "{{user}}" } as const;
    const engine = createEngine({ store: postgres(url), rules: [rule] });
    expect(await engine.run()).toMatchObject({ processed: 2, created: 2 });
    expect(await engine.events()).toMatchObject([
      { external_id: "2", user: null },
      { user: "ada", raw_data: { a: 1 } },
    ]);
    expect(await engine.checkCounters()).toEqual([]);
    const status = await engine.status();
    expect(status).toMatchObject({ schema: Object.keys(migrations).at(-1), rows: { events: 2, findings: 2 } });
    expect(status.bytes).toBeGreaterThan(100_000);
    await engine.close();
  });
});

test("a schema that is not the newest is refused where it may not be changed; an empty database is made ready", async () => {
  const url = await freshDatabase(inject("postgres"));
  const pool = new pg.Pool({ connectionString: url });
  await pool.query("CREATE TABLE kysely_migration (name text, timestamp text)");
  await expect(postgres(url, { migrate: false }).open()).rejects.toMatchObject({ code: "store_too_old" });
  await pool.end();
  const store = postgres(await freshDatabase(inject("postgres")), { migrate: false });
  await store.open();
  await store.close();
});
