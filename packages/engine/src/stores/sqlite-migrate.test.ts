import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEngine } from "../engine/create-engine.js";
import { sqlite } from "./sqlite.js";
import { migrate, migrations } from "./sqlite-migrate.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mcm-migrate-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What people put into a database of each schema; one that changes a table adds rows of the shape before it. */
const data: Readonly<Record<string, string>> = {
  "0001-initial": `
    INSERT INTO source_events (external_id, source, timestamp, user, event_type, raw_data)
      VALUES ('1', 'app', '2025-01-20T09:00:00.000Z', 'ada', 'login', '{"a":1}'),
        ('2', 'app', '2025-01-21T09:00:00.000Z', NULL, 'logout', '{}')`,
};

describe.each(Object.keys(migrations))("a database of schema %s, with data in it", (version) => {
  test("is brought up to date, keeps what it holds and goes on", async () => {
    const path = join(folder, "old.db");
    const old = new Database(path);
    await migrate(old, { path, upTo: version });
    for (const statement of [data[version]]) old.exec(statement ?? "");
    old.close();
    const rule = { name: "any", title: "Any", severity: "low", description: "{{user}}" } as const;
    const engine = createEngine({ store: sqlite(path), rules: [rule] });
    expect(await engine.run()).toMatchObject({ processed: 2, created: 2 });
    expect(await engine.events()).toMatchObject([
      { external_id: "2", user: null },
      { user: "ada", raw_data: { a: 1 } },
    ]);
    expect(await engine.checkCounters()).toEqual([]);
    expect((await engine.status()).schema).toBe(Object.keys(migrations).at(-1));
    await engine.close();
  });
});

test("a schema that is not the newest is refused where it may not be changed, and left as it is", async () => {
  const path = join(folder, "old.db");
  const old = new Database(path);
  old.exec("CREATE TABLE something (id INTEGER)");
  old.close();
  await expect(sqlite(path, { migrate: false }).open()).rejects.toMatchObject({ code: "store_too_old" });
  await sqlite(join(folder, "new.db"), { migrate: false }).open();
});
