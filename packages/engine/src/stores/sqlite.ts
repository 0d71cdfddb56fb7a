import Database from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import type { SourceEvent } from "../event.js";
import { type InTurn, inTurn } from "../in-turn.js";
import type { HistoryAnswers, HistoryQuestions, ProcessedQuery, Store } from "../store.js";
import type { ReadsDialect } from "./list-sql.js";
import { countEvents, countFindings, readEvents, readFindings, readRecord } from "./reads.js";
import { expectSameFile } from "./same-file.js";
import type { Schema } from "./schema.js";
import { readSources } from "./source-states.js";
import { type SqliteCheckpoints, sqliteCheckpoints } from "./sqlite-checkpoints.js";
import { asStoreError } from "./sqlite-errors.js";
import { type SqliteKeys, sqliteKeys } from "./sqlite-keys.js";
import { migrate } from "./sqlite-migrate.js";
import { sqliteNames } from "./sqlite-names.js";
import { processedReader, sqliteRecall } from "./sqlite-recall.js";
import { sqliteTransactions } from "./sqlite-transaction.js";
import { readStatus } from "./status.js";
import { readSummary } from "./summary.js";

/** How to keep events and findings in SQLite. */
export interface SqliteOptions {
  /** Page cache in megabytes, 64 by default. */
  readonly cacheMegabytes?: number | undefined;
  /** Upper bound of the file, in pages of 8 kB; none by default. */
  readonly maximumPages?: number | undefined;
  /** Recent events by which duplicates are known in memory, 200,000 by default (20 MB); older ones are looked up. */
  readonly recentKeys?: number | undefined;
  /** Whether an older schema is brought up to date; true by default. Otherwise it is refused, with `store_too_old`. */
  readonly migrate?: boolean | undefined;
}

/** SQLite looks for no index for an expression. */
const dialect: ReadsDialect = { aside: (expression) => sql`+${expression}`, lateral: false, countsInOrder: false };

/** How long to wait for another process that writes, in milliseconds. */
const patience = 60_000;

/**
 * A store in a SQLite file, made when it is missing; `":memory:"` for one that lives with the process.
 * Several processes may share a file: one writes at a time, and readers never wait.
 *
 * @throws {McmError} from its methods: `store_unavailable`, `store_too_new`, `store_too_old`, `store_full`.
 */
export function sqlite(path: string, options: SqliteOptions = {}): Store {
  let opened: Promise<Opened> | undefined;
  const open = (): Promise<Opened> => {
    opened ??= openDatabase(path, options).catch((thrown) => {
      opened = undefined;
      throw asStoreError(thrown, path);
    });
    return opened;
  };
  const read = async <Result>(query: (db: Kysely<Schema>) => Promise<Result>): Promise<Result> => {
    const { reader, alone, shared, expectThere } = await open();
    expectThere();
    // A database in memory has one connection, on which a half-done transaction would show.
    const work = () => query(reader).catch((thrown: unknown) => Promise.reject(asStoreError(thrown, path)));
    return shared ? alone(work) : work();
  };
  /** As `read`, for what has its statements prepared. */
  const ask = async <Result>(query: (opened: Opened) => Result): Promise<Result> => {
    const opened = await open();
    opened.expectThere();
    return opened.shared ? opened.alone(async () => query(opened)) : query(opened);
  };
  return {
    open: async () => {
      await open();
    },
    transaction: async (work) => {
      const { alone, transact, expectThere } = await open();
      const checked = async () => {
        expectThere();
        return transact(work);
      };
      return alone(checked).catch((thrown: unknown) => Promise.reject(asStoreError(thrown, path)));
    },
    events: (query) => read((db) => readEvents(db, query, dialect)),
    findings: (query) => read((db) => readFindings(db, query, dialect)),
    countEvents: (filter, atMost) => read((db) => countEvents(db, filter, { dialect, atMost })),
    countFindings: (filter, atMost) => read((db) => countFindings(db, filter, { dialect, atMost })),
    record: (id) => read((db) => readRecord(db, id)),
    processed: (query) => ask(({ processed }) => processed(query)),
    recall: (questions) => ask(({ recall }) => recall(questions)),
    sources: () => read(readSources),
    status: () => read((db) => sizeOf(db).then((bytes) => readStatus(db, bytes))),
    summary: (range) => read((db) => readSummary(db, range)),
    close: async () => {
      const current = await opened?.catch(() => undefined);
      opened = undefined;
      await current?.alone(current.close);
    },
  };
}

async function sizeOf(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`SELECT page_count * page_size AS bytes
    FROM pragma_page_count, pragma_page_size`.execute(db);
  return rows[0]?.bytes ?? 0;
}

interface Opened {
  readonly reader: Kysely<Schema>;
  /** Whether reads and writes share one connection. */
  readonly shared: boolean;
  /** Throws when the file is not there any more. */
  readonly expectThere: () => void;
  /** Runs one piece of work after the other. */
  readonly alone: InTurn;
  readonly transact: Store["transaction"];
  readonly processed: (query: ProcessedQuery) => SourceEvent[];
  readonly recall: (questions: HistoryQuestions) => HistoryAnswers;
  readonly close: () => Promise<void>;
}

async function openDatabase(path: string, options: SqliteOptions): Promise<Opened> {
  // No waiting inside the driver: it would stop this process, which may be the one that the lock waits for.
  const writer = new Database(path, { timeout: 0 });
  try {
    writer.pragma("page_size = 8192");
    await untilFree(async () => writer.pragma("journal_mode = WAL"));
    writer.pragma("synchronous = NORMAL");
    writer.pragma(`cache_size = ${-1024 * (options.cacheMegabytes ?? 64)}`);
    writer.pragma("wal_autocheckpoint = 0");
    if (options.maximumPages !== undefined) writer.pragma(`max_page_count = ${options.maximumPages}`);
    await untilFree(() => migrate(writer, { path, mayMigrate: options.migrate ?? true }));
  } catch (thrown) {
    writer.close();
    throw thrown;
  }
  const shared = writer.memory;
  const keys = sqliteKeys(writer, { maximumRecent: options.recentKeys ?? 200_000 });
  const checkpoints = shared ? null : sqliteCheckpoints(writer);
  const readConnection = shared ? writer : new Database(path, { readonly: true, timeout: 5000 });
  return {
    reader: new Kysely<Schema>({ dialect: new SqliteDialect({ database: readConnection }) }),
    shared,
    expectThere: shared ? () => undefined : expectSameFile(path),
    alone: inTurn(),
    transact: transactor(writer, { keys, checkpoints }),
    processed: processedReader(readConnection),
    recall: sqliteRecall(readConnection, sqliteNames(readConnection)),
    close: async () => {
      await checkpoints?.close();
      if (!shared) readConnection.close();
      writer.close();
    },
  };
}

/** Transactions that take the write lock at once: one that began by reading could not wait for it later. */
function transactor(
  db: Database.Database,
  { keys, checkpoints }: { readonly keys: SqliteKeys; readonly checkpoints: SqliteCheckpoints | null },
): Store["transaction"] {
  const names = sqliteNames(db);
  const start = sqliteTransactions(db, { names, keys });
  const [begin, commit, rollback] = ["BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"].map((statement) =>
    db.prepare(statement),
  ) as [Database.Statement, Database.Statement, Database.Statement];
  let version: unknown;
  return async (work) => {
    await checkpoints?.keepUp();
    await untilFree(async () => begin.run());
    try {
      const current = db.pragma("data_version", { simple: true });
      const result = await work(start(current !== version));
      commit.run();
      version = current;
      return result;
    } catch (thrown) {
      if (db.inTransaction) rollback.run();
      names.forget();
      keys.forget();
      version = undefined;
      throw thrown;
    }
  };
}

/** Tries again while another process writes; in between, this one goes on with its other work. */
async function untilFree<Result>(work: () => Promise<Result>): Promise<Result> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      const isBusy = thrown instanceof Error && "code" in thrown && String(thrown.code).startsWith("SQLITE_BUSY");
      if (!isBusy || Date.now() > end) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
