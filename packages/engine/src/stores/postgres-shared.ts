import type { PoolClient } from "pg";
import type { ClaimTransaction, ClaimWish, IntakeTransaction, Partition } from "../store.js";
import { type EventRow, eventOf } from "./encoding.js";
import { append, type Novelty } from "./postgres-append.js";
import { saveFindings } from "./postgres-findings.js";
import type { HotRows } from "./postgres-hot-rows.js";
import type { PostgresNames, Queryable } from "./postgres-names.js";
import { dequeue, enqueue, parkedSets } from "./postgres-queue.js";
import { type Listening, recall } from "./postgres-recall.js";
import { markProcessed, save, sourceStatesOf } from "./postgres-transaction.js";
import { eventColumns } from "./row-sql.js";

/** About as many points are taken out of the queue at a time. */
const mostPoints = 20_000;

/** The writing side of taking events in, beside others who do the same. */
export function intakeTransaction(
  db: PoolClient,
  names: PostgresNames,
  {
    hot,
    novelty,
    prunedBefore,
  }: { readonly hot: HotRows; readonly novelty: Novelty; readonly prunedBefore: number | null },
): IntakeTransaction {
  return {
    prunedBefore,
    append: (events, processed) => append(db, names, events, { processed, hot, novelty }),
    unprocessed: async (limit) => {
      const { rows } = await db.query<EventRow>(
        `SELECT ${eventColumns} WHERE e.processed = 0 ORDER BY e.id LIMIT $1 FOR UPDATE OF e SKIP LOCKED`,
        [limit],
      );
      return rows.map(eventOf);
    },
    markProcessed: (ids) => markProcessed(db, ids, hot),
    recall: (questions) => recall(db, names, questions),
    save: async ({ points, changes }, createdAt) => {
      await enqueue(db, points);
      return saveFindings(db, names, changes, { createdAt, hot });
    },
    ...sourceStatesOf(db),
  };
}

/** Partitions that are held, with what was known before what is queued for them is taken out. */
export interface Held {
  readonly partitions: readonly Partition[];
  readonly newest: ReadonlyMap<string, number>;
  /** Match sets of which points were put back by others, and are wanted. */
  readonly parked: readonly string[];
  readonly xid: string;
}

/** Locks partitions that have something to do; null where there is none. */
export async function hold(db: Queryable, names: PostgresNames, wish: ClaimWish): Promise<Held | null> {
  const parked = (await parkedSets(db)).filter(wish.knows);
  const newest = await newestOf(db, wish);
  const sets = await names.matchSets.find(wish.silences.map(({ match_set }) => match_set));
  const silences = wish.silences.filter(({ match_set }) => sets.has(match_set));
  const lock = async (limit: number, how: "SKIP LOCKED" | "") => {
    const { rows } = await db.query<Partition & { xid: string }>(
      `SELECT p.id AS number, p.version, pg_current_xact_id()::text AS xid
       FROM partitions p LEFT JOIN unnest($3::int[], $4::bigint[]) AS r(id, version) ON r.id = p.id
       WHERE p.id = ANY($1::int[]) AND (
         EXISTS (SELECT 1 FROM queued_points q WHERE q.partition = p.id AND q.match_set IS NULL)
         OR EXISTS (SELECT 1 FROM queued_points q WHERE q.partition = p.id AND q.match_set = ANY($2::text[]))
         OR p.id IN (
           SELECT e.partition FROM unnest($5::int[], $6::bigint[]) AS w(match_set_id, silence)
             CROSS JOIN sources s
             JOIN group_ends e ON e.match_set_id = w.match_set_id AND e.source_id = s.id
               AND e.timestamp < s.newest - w.silence AND e.told = 0
         )
       ) ORDER BY r.version IS DISTINCT FROM p.version, p.id LIMIT $7 FOR UPDATE OF p ${how}`,
      [
        wish.among,
        parked,
        wish.remembered.map(({ number }) => number),
        wish.remembered.map(({ version }) => version),
        silences.map(({ match_set }) => sets.get(match_set) ?? 0),
        silences.map(({ silence }) => silence),
        limit,
      ],
    );
    return rows;
  };
  let rows = await lock(wish.most, "SKIP LOCKED");
  if (rows.length === 0 && wish.wait) {
    // Whoever holds one may be long at it; that is not a statement that hangs.
    await db.query("SET LOCAL statement_timeout = 0");
    rows = await lock(1, "");
    await db.query("SET LOCAL statement_timeout TO DEFAULT");
  }
  const xid = rows[0]?.xid;
  const partitions = rows.map(({ number, version }) => ({ number, version }));
  return xid === undefined ? null : { partitions, newest, parked, xid };
}

async function newestOf(db: Queryable, { silences }: ClaimWish): Promise<ReadonlyMap<string, number>> {
  if (silences.length === 0) return new Map();
  const { rows } = await db.query<{ name: string; newest: number }>(
    "SELECT name, newest FROM sources WHERE newest IS NOT NULL",
  );
  return new Map(rows.map(({ name, newest }) => [name, newest]));
}

/** The writing side of work on held partitions; takes out what is queued for them. */
export async function claimTransaction(
  db: PoolClient,
  names: PostgresNames,
  { held, wish, hot }: { readonly held: Held; readonly wish: ClaimWish; readonly hot: HotRows },
): Promise<ClaimTransaction> {
  const partitions = held.partitions.map(({ number }) => number);
  const { knows } = wish;
  const { points, drained } = await dequeue(db, { partitions, parked: held.parked, knows, limit: mostPoints });
  const listening: Listening = { partitions: drained, newest: held.newest };
  let isSaved = false;
  return {
    held: held.partitions,
    drained,
    points,
    sources: drained.length > 0 ? [...held.newest.keys()] : [],
    recall: (questions) => recall(db, names, questions, listening),
    save: async (evaluated, createdAt) => {
      if (!isSaved) {
        await db.query("UPDATE partitions SET version = version + 1 WHERE id = ANY($1::int[])", [partitions]);
      }
      isSaved = true;
      return save(db, names, evaluated, { createdAt, hot });
    },
  };
}
