import type { Pool, PoolClient } from "pg";
import type { Store } from "../store.js";
import { prepareIntake } from "./postgres-append.js";
import { isCutOff, isUndone } from "./postgres-errors.js";
import type { PostgresNames } from "./postgres-names.js";
import { postgresTransaction } from "./postgres-transaction.js";

/**
 * Transactions of one writer after the other, in all processes. Work whose connection breaks is done again on another
 * one, for as long as there is patience; at COMMIT the server is asked what became of it first.
 */
export function postgresTransactions(pool: Pool, names: PostgresNames, patience: number): Store["transaction"] {
  let last: Promise<unknown> = Promise.resolve();
  /** The turn of this store's last transaction. */
  let known = -1;

  const once: Store["transaction"] = async (work) => {
    const client = await pool.connect();
    let broken = false;
    try {
      await prepareIntake(client);
      const { turn, xid, before } = await begin(client);
      const result = await work(
        postgresTransaction(client, names, { changedElsewhere: turn !== known + 1, prunedBefore: before }),
      );
      await commit(client, pool, { xid, patience });
      known = turn;
      return result;
    } catch (thrown) {
      known = -1;
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

  return (work) => {
    const result = last.then(() => untilHeld(() => once(work), patience));
    last = result.catch(() => undefined);
    return result;
  };
}

interface Begun {
  /** Counts the transactions of all writers. */
  readonly turn: number;
  readonly xid: string;
  /** Event time before which events were deleted. */
  readonly before: number | null;
}

/** Waits for the turn to write. */
async function begin(client: PoolClient): Promise<Begun> {
  // It may take long until the others are done; that is not a statement that hangs.
  await client.query("BEGIN; SET LOCAL statement_timeout = 0");
  const { rows } = await client.query<Begun>(
    `UPDATE writer_turns SET turn = turn + 1 RETURNING turn, pg_current_xact_id()::text AS xid,
       (SELECT before FROM pruned WHERE list = 'events') AS before`,
  );
  await client.query("SET LOCAL statement_timeout TO DEFAULT");
  return rows[0] as Begun;
}

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
