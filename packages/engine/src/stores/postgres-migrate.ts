import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { up as initial } from "./migrations/postgres/0001-initial.js";
import { isUpToDate, tooOld } from "./schema-state.js";

/** Every schema change, oldest first; none is ever edited once released. */
export const migrations: Readonly<Record<string, Migration>> = { "0001-initial": { up: initial } };

/** What is to be migrated. */
interface Migrating {
  readonly place: string;
  readonly mayMigrate?: boolean | undefined;
  /** The last migration to apply; the last that there is when left out. */
  readonly upTo?: string | undefined;
}

/**
 * Brings the schema up to date. One process does it while others wait; killed in between, nothing has happened.
 *
 * @throws {McmError} `store_too_new` for a schema from a newer version, `store_too_old` for an older one that is to stay.
 */
export async function migratePostgres<Tables>(
  db: Kysely<Tables>,
  { place, mayMigrate = true, upTo }: Migrating,
): Promise<void> {
  const state = await stateOf(db, place);
  if (state === "current") return;
  if (!mayMigrate && state === "older") throw tooOld(place);
  // Said by name, as the migrator would take another schema's record of migrations for this one's.
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: await schemaOf(db),
  });
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error) throw error;
}

async function schemaOf<Tables>(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(db);
  return rows[0]?.schema ?? "public";
}

async function stateOf<Tables>(db: Kysely<Tables>, place: string): Promise<"empty" | "older" | "current"> {
  const { rows } = await sql<{ name: string | null }>`select to_regclass('kysely_migration') as name`.execute(db);
  if (!rows[0]?.name) return "empty";
  const applied = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const names = applied.rows.map(({ name }) => name);
  return isUpToDate(names, migrations, place) ? "current" : "older";
}
