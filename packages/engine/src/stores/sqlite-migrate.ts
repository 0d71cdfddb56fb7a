import type Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { up as initial } from "./migrations/0001-initial.js";
import { isUpToDate, tooOld } from "./schema-state.js";

/** Every schema change, oldest first; none is ever edited once released. */
export const migrations: Readonly<Record<string, Migration>> = { "0001-initial": { up: initial } };

/** What is to be migrated. */
interface Migrating {
  readonly path: string;
  readonly mayMigrate?: boolean | undefined;
  /** The last migration to apply; the last that there is when left out. */
  readonly upTo?: string | undefined;
}

/**
 * Brings the schema up to date. One process does it while others wait; killed in between, nothing has happened.
 *
 * @throws {McmError} `store_too_new` for a schema from a newer version.
 */
export async function migrate(
  connection: Database.Database,
  { path, mayMigrate = true, upTo }: Migrating,
): Promise<void> {
  if (isCurrent(connection, path)) return;
  const isEmpty = connection.prepare("SELECT count(*) FROM sqlite_master").pluck().get() === 0;
  if (!mayMigrate && !isEmpty) throw tooOld(JSON.stringify(path));
  // The whole migration runs in this transaction: SQLite can undo schema changes, and nobody else gets in.
  connection.exec("BEGIN IMMEDIATE");
  try {
    const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: connection }) });
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
    const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
    if (error) throw error;
    connection.exec("COMMIT");
  } catch (thrown) {
    if (connection.inTransaction) connection.exec("ROLLBACK");
    throw thrown;
  }
}

function isCurrent(connection: Database.Database, path: string): boolean {
  const hasAny = connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'kysely_migration'").get();
  if (!hasAny) return false;
  const applied = connection.prepare("SELECT name FROM kysely_migration").pluck().all() as string[];
  return isUpToDate(applied, migrations, JSON.stringify(path));
}
