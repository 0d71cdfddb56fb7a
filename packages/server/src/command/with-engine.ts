import { existsSync } from "node:fs";
import type { Engine, Retention, Rule, Source } from "@mcm/engine";
import { UsageError } from "../usage-error.js";
import { databasePath, isPostgres } from "./database-path.js";

/** Which database, and how to use it. */
export interface DatabaseUse {
  /** What `--db` said. */
  readonly db?: string | undefined;
  /** Whether the database may be made when there is none; false for commands that only read. */
  readonly create?: boolean | undefined;
  /** Events per transaction. */
  readonly batchSize?: number | undefined;
  /** Milliseconds that a transaction on a file may take, about; no bound by default. */
  readonly batchMilliseconds?: number | undefined;
  /** All its rules; none by default. */
  readonly ruleSet?: readonly Rule[] | undefined;
  /** Goes on trying to reach a server that is away until this is aborted; by default it fails at once. */
  readonly patient?: AbortSignal | undefined;
  /** Whether an older schema may be brought up to date; true by default. */
  readonly migrate?: boolean | undefined;
  readonly retention?: Retention | undefined;
  readonly sources?: readonly Source[] | undefined;
}

/**
 * Does some work with an engine over the database, and closes it.
 *
 * @throws {UsageError} when the database cannot be used.
 */
export async function withEngine<Result>(
  { db, create = false, ruleSet, ...use }: DatabaseUse,
  work: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const path = databasePath(db, process.env);
  if (!create) checkDatabase(path);
  // Loaded here, so that help and wrong use answer without waiting for a database driver.
  const { openEngine } = await import("./open-engine.js");
  const engine = await openEngine(path, { ...use, rules: ruleSet });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

function checkDatabase(path: string): void {
  if (path === ":memory:" || isPostgres(path) || existsSync(path)) return;
  const remedy = 'make one with "mcm ingest" or "mcm serve", or name another with --db';
  throw new UsageError(`there is no database at ${JSON.stringify(path)}; ${remedy}`);
}
