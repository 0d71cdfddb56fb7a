import { UsageError } from "../usage-error.js";

/**
 * The database file that was asked for: `--db`, else `MCM_DB`, else `DATABASE_URL`, else `mcm.db`.
 *
 * @throws {UsageError} for an address of a database server. Quotes none of it: it may hold a password.
 */
export function databasePath(db: string | undefined, environment: NodeJS.ProcessEnv): string {
  if (db === "") throw new UsageError("--db is empty; it takes the path of a database file");
  const path = db ?? (environment.MCM_DB || environment.DATABASE_URL || "mcm.db");
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(path)?.[1]?.toLowerCase();
  if (scheme === "postgres" || scheme === "postgresql") {
    throw new UsageError(
      "PostgreSQL is not supported yet in this version; give the path of a SQLite file (--db, MCM_DB or DATABASE_URL)",
    );
  }
  if (scheme !== undefined) {
    throw new UsageError(`a ${scheme}:// database is not supported; give the path of a SQLite file`);
  }
  return path;
}
