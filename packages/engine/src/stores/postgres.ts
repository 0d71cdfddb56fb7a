import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { McmError } from "../errors.js";
import type { SharedWork, Store } from "../store.js";
import type { ReadsDialect } from "./list-sql.js";
import { partitionCount, partitionOf } from "./partitions.js";
import { holdSources } from "./postgres-alone.js";
import { asStoreError } from "./postgres-errors.js";
import { migratePostgres } from "./postgres-migrate.js";
import { type PostgresNames, postgresNames } from "./postgres-names.js";
import { readProcessed, recall } from "./postgres-recall.js";
import { postgresTransactions } from "./postgres-transactions.js";
import { wholeNumbers } from "./postgres-types.js";
import { countEvents, countFindings, readEvents, readFindings, readRecord } from "./reads.js";
import type { Schema } from "./schema.js";
import { readSources } from "./source-states.js";
import { readStatus } from "./status.js";
import { readSummary } from "./summary.js";

/** How to keep events and findings in PostgreSQL. */
export interface PostgresOptions {
  /** Most connections at a time, 10 by default; at least 2. Each source that is being pulled takes one more. */
  readonly maximumConnections?: number | undefined;
  /** How long a statement may take, in milliseconds; a minute by default. */
  readonly statementTimeout?: number | undefined;
  /** How long to go on trying when the connection breaks while something is written, in milliseconds; a minute by default. */
  readonly patience?: number | undefined;
  /** Whether an older schema is brought up to date; true by default. Otherwise it is refused, with `store_too_old`. */
  readonly migrate?: boolean | undefined;
}

/**
 * A store in PostgreSQL 14 or newer, which any number of processes may share.
 * The URL is libpq's: `postgres://user:password@host:5432/database?sslmode=verify-full`. A server's certificate is
 * checked whenever TLS is asked for; `sslrootcert` names the authority's, and `uselibpqcompat=true` gives `sslmode=require`
 * its meaning without a check.
 *
 * @throws {McmError} from its methods: `store_unavailable`, `store_too_new`, `store_full`; `invalid_store` for a URL that is none.
 */
export function postgres(url: string, options: PostgresOptions = {}): Store {
  const place = placeOf(url);
  let opened: Promise<Opened> | undefined;
  const open = (): Promise<Opened> => {
    opened ??= openDatabase(url, place, options).catch((thrown) => {
      opened = undefined;
      throw asStoreError(thrown, place);
    });
    return opened;
  };
  const using = async <Result>(work: (opened: Opened) => Promise<Result>): Promise<Result> =>
    work(await open()).catch((thrown: unknown) => Promise.reject(asStoreError(thrown, place)));
  const read = <Result>(query: (db: Kysely<Schema>) => Promise<Result>) => using(({ reader }) => query(reader));
  return {
    open: async () => {
      await open();
    },
    shared: {
      partitions: partitionCount,
      partitionOf,
      intake: (work) => using(({ write }) => write.intake(work)),
      claim: (wish, work) => using(({ write }) => write.claim(wish, work)),
      alone: (source, work) => using(({ alone }) => alone(source, work)),
    },
    transaction: (work) => using(({ write }) => write.transaction(work)),
    events: (query) => read((db) => readEvents(db, query, reading)),
    findings: (query) => read((db) => readFindings(db, query, reading)),
    countEvents: (filter, atMost) => read((db) => countEvents(db, filter, { dialect: reading, atMost })),
    countFindings: (filter, atMost) => read((db) => countFindings(db, filter, { dialect: reading, atMost })),
    record: (id) => read((db) => readRecord(db, id)),
    processed: (query) => using(({ pool }) => readProcessed(pool, query)),
    recall: (questions) => using(({ pool, names }) => recall(pool, names, questions)),
    sources: () => read(readSources),
    status: () => read((db) => sizeOf(db).then((bytes) => readStatus(db, bytes))),
    summary: (range) => read((db) => readSummary(db, range)),
    close: async () => {
      const current = await opened?.catch(() => undefined);
      opened = undefined;
      await current?.close();
    },
  };
}

/** How this store talks to PostgreSQL. */
export const settings: pg.PoolConfig = {
  types: wholeNumbers,
  // Lists are walked by indexes whose rows lie apart: what that costs on disks that turn, it does not on others.
  options: "-c random_page_cost=1.1",
};

/** PostgreSQL looks for no index for an expression. */
export const reading: ReadsDialect = {
  aside: (expression) => sql`coalesce(${expression}, ${expression})`,
  lateral: true,
  countsInOrder: true,
};

/** Bytes of the tables and indexes that are this store's, as the search path finds them. */
async function sizeOf(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ bytes: number | null }>`SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`.execute(db);
  return rows[0]?.bytes ?? 0;
}

interface Opened {
  readonly pool: pg.Pool;
  readonly names: PostgresNames;
  readonly reader: Kysely<Schema>;
  readonly write: ReturnType<typeof postgresTransactions>;
  readonly alone: SharedWork["alone"];
  readonly close: () => Promise<void>;
}

async function openDatabase(url: string, place: string, options: PostgresOptions): Promise<Opened> {
  const { maximumConnections = 10, statementTimeout = 60_000, patience = 60_000 } = options;
  const pooled: pg.PoolConfig = {
    connectionString: verified(url),
    ...settings,
    application_name: "mcm",
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    statement_timeout: statementTimeout,
    // A process that hangs in the middle of a transaction would hold up all others.
    idle_in_transaction_session_timeout: 5 * 60_000,
  };
  const pool = quiet(new pg.Pool({ ...pooled, max: Math.max(1, maximumConnections - 1) }));
  // Names get their numbers beside the transaction that needs them, which therefore holds nobody up.
  const aside = quiet(new pg.Pool({ ...pooled, max: 1 }));
  const close = async (): Promise<void> => {
    await Promise.all([pool.end(), aside.end()]);
  };
  try {
    const reader = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
    await migratePostgres(reader, { place, mayMigrate: options.migrate });
    const names = postgresNames(aside);
    const write = postgresTransactions(pool, names, patience);
    return { pool, names, reader, write, alone: holdSources(pooled), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** A connection that breaks is replaced when one is needed next; without listeners it would end the process. */
function quiet(pool: pg.Pool): pg.Pool {
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** The driver checks certificates in all of these modes, and warns of each but the last, by which it is meant. */
const verified = (url: string): string =>
  url.includes("uselibpqcompat")
    ? url
    : url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, "$1verify-full");

/** Host and database of a URL, for messages: never its password. */
function placeOf(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    if (protocol === "postgres:" || protocol === "postgresql:") return JSON.stringify(`${host}${pathname}`);
  } catch {
    // Told below: an invalid URL may hold a password, too.
  }
  throw new McmError(
    "invalid_store",
    "the database's URL is not understood; write it as postgres://user:password@host:5432/database",
  );
}
