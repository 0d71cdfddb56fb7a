import { setTimeout as wait } from "node:timers/promises";
import { createEngine, type Engine, McmError, type Retention, type Rule, type Source, type Store } from "@mcm/engine";
import { sayFailures } from "../rules/say-failures.js";
import { say } from "../terminal/output.js";
import { UsageError } from "../usage-error.js";
import { isPostgres } from "./database-path.js";

/** With 64 a million events were ingested no faster and with no byte less written, but with 45 MB more memory. */
const cacheMegabytes = 32;

/** How to open an engine. */
export interface EngineUse {
  /** Events per transaction. */
  readonly batchSize?: number | undefined;
  /** Milliseconds that a transaction on a file may take, about; no bound by default. */
  readonly batchMilliseconds?: number | undefined;
  /** None by default: what only reads needs none, and who follows rule files loads them later. */
  readonly rules?: readonly Rule[] | undefined;
  /** Goes on trying to reach a server that is away until this is aborted; by default it fails at once. */
  readonly patient?: AbortSignal | undefined;
  /** True by default. */
  readonly migrate?: boolean | undefined;
  readonly retention?: Retention | undefined;
  readonly sources?: readonly Source[] | undefined;
}

/**
 * An engine over a database, which is made or brought up to date first.
 *
 * @throws {UsageError} when a file cannot be used.
 * @throws {McmError} when a server cannot be used.
 */
export async function openEngine(path: string, use: EngineUse): Promise<Engine> {
  const { batchSize, batchMilliseconds, rules = [], migrate, retention, sources, patient } = use;
  const store = await storeAt(path, migrate);
  await (patient && isPostgres(path) ? openPatiently(store, patient) : store.open()).catch((error: unknown) => {
    const isUse = error instanceof McmError && error.code !== "store_too_old" && !isPostgres(path);
    throw isUse ? new UsageError(error.message, { cause: error }) : error;
  });
  return createEngine({ store, sources, rules, batchSize, batchMilliseconds, retention, onProblem: sayFailures() });
}

/** Drivers are loaded when they are needed: each takes longer than most commands. */
async function storeAt(path: string, migrate: boolean | undefined): Promise<Store> {
  if (!isPostgres(path)) return (await import("@mcm/engine/sqlite")).sqlite(path, { cacheMegabytes, migrate });
  const { postgres } = await import("@mcm/engine/postgres");
  try {
    return postgres(path, { migrate });
  } catch (error) {
    throw error instanceof McmError ? new UsageError(error.message, { cause: error }) : error;
  }
}

/** Seconds to the next attempt: longer each time, up to this. */
const longestPause = 30;

async function openPatiently(store: Store, patient: AbortSignal): Promise<void> {
  for (let pause = 1; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await store.open();
    } catch (error) {
      const isAway = error instanceof McmError && error.code === "store_unavailable";
      if (!isAway || patient.aborted) throw error;
      say(`${error.message}; trying again in ${pause} s`);
      await wait(pause * 1000, undefined, { signal: patient }).catch(() => undefined);
      if (patient.aborted) throw error;
    }
  }
}
