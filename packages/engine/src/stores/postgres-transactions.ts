import type { Pool, PoolClient } from "pg";
import { inTurn } from "../in-turn.js";
import type { Partition, SharedWork, Store } from "../store.js";
import type { Novelty } from "./postgres-append.js";
import { isCutOff, isUndone } from "./postgres-errors.js";
import { putOff } from "./postgres-hot-rows.js";
import type { PostgresNames } from "./postgres-names.js";
import { claimTransaction, hold, intakeTransaction } from "./postgres-shared.js";
import { postgresTransaction } from "./postgres-transaction.js";

/** The ways to write into a database. */
type PostgresTransactions = Pick<Store, "transaction"> & Pick<SharedWork, "intake" | "claim">;

/**
 * Transactions that are alone in all processes, and such that go on side by side. Work whose connection breaks is done
 * again on another one, for as long as there is patience; at COMMIT the server is asked what became of it first.
 */
export function postgresTransactions(pool: Pool, names: PostgresNames, patience: number): PostgresTransactions {
  const oneByOne = inTurn();
  /** The partitions' versions behind this store's last transaction that was alone. */
  let known = "";
  const novelty: Novelty = { streak: 0 };

  /** One transaction, on a connection of its own; null where it begins with nothing to do. */
  const once = async <Begun extends { readonly xid: string }, Result>(
    begin: (client: PoolClient) => Promise<Begun | null>,
    work: (client: PoolClient, begun: Begun) => Promise<Result>,
  ): Promise<Result | null> => {
    const client = await pool.connect();
    let broken = false;
    try {
      const begun = await begin(client);
      const result = begun && (await work(client, begun));
      if (begun) await commit(client, pool, { xid: begun.xid, patience });
      else await client.query("ROLLBACK");
      return result;
    } catch (thrown) {
      broken = isCutOff(thrown);
      if (!broken)
        await client.query("ROLLBACK").catch(() => {
          broken = true;
        });
      throw thrown;
    } finally {
      client.release(broken);
    }
  };

  const alone: Store["transaction"] = async (work) => {
    const before = known;
    known = "";
    let now = "";
    const result = await once(beginAlone, (client, { partitions, before: prunedBefore }) => {
      now = versionsOf(partitions, 0);
      const changedElsewhere = versionsOf(partitions, -1) !== before;
      return work(postgresTransaction(client, names, { changedElsewhere, prunedBefore, novelty }));
    });
    known = now;
    return result as Awaited<ReturnType<typeof work>>;
  };

  return {
    transaction: (work) => oneByOne(() => untilHeld(() => alone(work), patience)),
    intake: async (work) => {
      const attempt = () =>
        once(beginBeside, async (client, { before }) => {
          const hot = putOff(client);
          const result = await work(intakeTransaction(client, names, { hot, novelty, prunedBefore: before }));
          await hot.write();
          return result;
        });
      return (await untilHeld(attempt, patience)) as Awaited<ReturnType<typeof work>>;
    },
    claim: (wish, work) => {
      const begin = async (client: PoolClient) => {
        await client.query(beside);
        return hold(client, names, wish);
      };
      const attempt = () =>
        once(begin, async (client, held) => {
          const hot = putOff(client);
          const result = await work(await claimTransaction(client, names, { held, wish, hot }));
          await hot.write();
          return result;
        });
      return untilHeld(attempt, patience);
    },
  };
}

/** Begins a transaction that others may go on beside, but for those that are alone. Waiting for these may take long; that is not a statement that hangs. */
const beside = `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0; LOCK TABLE partitions IN ROW SHARE MODE;
  SET LOCAL statement_timeout TO DEFAULT`;

async function beginBeside(client: PoolClient): Promise<Begun> {
  await client.query(beside);
  const { rows } = await client.query<Begun>(`SELECT pg_current_xact_id()::text AS xid, ${prunedBefore} AS before`);
  return rows[0] as Begun;
}

interface Begun {
  readonly xid: string;
  /** Event time before which events were deleted. */
  readonly before: number | null;
}

const prunedBefore = "(SELECT before FROM pruned WHERE list = 'events')";

interface BegunAlone extends Begun {
  readonly partitions: readonly Partition[];
}

/** Waits until nobody else writes, and keeps it so. */
async function beginAlone(client: PoolClient): Promise<BegunAlone> {
  await client.query(
    `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0; LOCK TABLE partitions IN EXCLUSIVE MODE;
     SET LOCAL statement_timeout TO DEFAULT`,
  );
  const { rows } = await client.query<Partition & Begun>(
    `UPDATE partitions SET version = version + 1
     RETURNING id AS number, version, pg_current_xact_id()::text AS xid, ${prunedBefore} AS before`,
  );
  return { partitions: rows, xid: rows[0]?.xid ?? "", before: rows[0]?.before ?? null };
}

const versionsOf = (partitions: readonly Partition[], step: number): string =>
  partitions
    .map(({ number, version }) => `${number}:${version + step}`)
    .sort()
    .join();

/** Commits; where the connection breaks over it, finds out whether it happened. */
async function commit(client: PoolClient, pool: Pool, { xid, patience }: { xid: string; patience: number }) {
  try {
    await client.query("COMMIT");
  } catch (thrown) {
    if (!isCutOff(thrown)) throw thrown;
    const isCommitted = await untilHeld(async () => {
      const { rows } = await pool.query<{ status: string | null }>("SELECT pg_xact_status($1::xid8) AS status", [xid]);
      if (rows[0]?.status === "in progress") throw thrown;
      return rows[0]?.status === "committed";
    }, patience);
    if (!isCommitted) throw thrown;
  }
}

/** Tries again, with longer and longer breaks, while the connection is cut off or another transaction is preferred. */
async function untilHeld<Result>(work: () => Promise<Result>, patience: number): Promise<Result> {
  const end = Date.now() + patience;
  for (let pause = 50; ; pause = Math.min(pause * 2, 5_000)) {
    try {
      return await work();
    } catch (thrown) {
      if (!(isCutOff(thrown) || isUndone(thrown)) || Date.now() + pause > end) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
    }
  }
}
