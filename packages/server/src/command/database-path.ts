import { UsageError } from "../usage-error.js";

/**
 * Where the database is that was asked for, `--db`, else `MCM_DB`, else `DATABASE_URL`, else `mcm.db`: the path of a
 * SQLite file, or a PostgreSQL server's URL.
 *
 * @throws {UsageError} for an address of another sort of server. Quotes none of it: it may hold a password.
 */
export function databasePath(db: string | undefined, environment: NodeJS.ProcessEnv): string {
  if (db === "") throw new UsageError("--db is empty; it takes the path of a database file, or a postgres:// URL");
  const path = db ?? (environment.MCM_DB || environment.DATABASE_URL || "mcm.db");
  const scheme = schemeOf(path);
  if (scheme === undefined || isPostgres(path)) return path;
  throw new UsageError(
    `a ${scheme}:// database is not supported; give the path of a SQLite file, or a postgres:// URL`,
  );
}

/** Whether a database is on a PostgreSQL server. */
export const isPostgres = (path: string): boolean => ["postgres", "postgresql"].includes(schemeOf(path) ?? "");

const schemeOf = (path: string): string | undefined => /^([a-z][a-z0-9+.-]*):\/\//i.exec(path)?.[1]?.toLowerCase();
