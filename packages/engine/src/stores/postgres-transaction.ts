import { Kysely, PostgresDialect } from "kysely";
import type { PoolClient } from "pg";
import { sourceOf } from "../order.js";
import type { Evaluated, GroupName, GroupPoints, StoreTransaction } from "../store.js";
import { checkCounters } from "./check-counters.js";
import { type EventRow, eventOf, type RecordRow, recordOf } from "./encoding.js";
import { everyPartition, partitionOf } from "./partitions.js";
import { append, type Novelty } from "./postgres-append.js";
import { saveFindings } from "./postgres-findings.js";
import { atOnce, type HotRows } from "./postgres-hot-rows.js";
import type { PostgresNames, Queryable } from "./postgres-names.js";
import { dequeue, parkedSets, pruneQueue } from "./postgres-queue.js";
import { groupsOf, readProcessed, recall } from "./postgres-recall.js";
import { prune, prunedBefore as readPrunedBefore } from "./prune.js";
import { eventColumns, recordColumns } from "./row-sql.js";
import type { Schema } from "./schema.js";
import { stateOf, stateTexts } from "./source-states.js";

/** The writing side of a PostgreSQL store, on the connection that its transaction is on. */
export function postgresTransaction(
  db: PoolClient,
  names: PostgresNames,
  {
    changedElsewhere,
    prunedBefore,
    novelty,
  }: Pick<StoreTransaction, "changedElsewhere" | "prunedBefore"> & { readonly novelty: Novelty },
): StoreTransaction {
  const portable = kyselyOn(db);
  const hot = atOnce(db);
  let before = prunedBefore;
  return {
    changedElsewhere,
    get prunedBefore() {
      return before;
    },
    append: (events, processed) => append(db, names, events, { processed, hot, novelty }),
    unprocessed: async (limit) => {
      const { rows } = await db.query<EventRow>(`SELECT ${eventColumns} WHERE e.processed = 0 ORDER BY e.id LIMIT $1`, [
        limit,
      ]);
      return rows.map(eventOf);
    },
    markProcessed: (ids) => markProcessed(db, ids, hot),
    processed: (query) => readProcessed(db, query),
    outdated: async ({ rule_name, rule_version, from, to, limit }) => {
      const { rows } = await db.query<RecordRow>(
        `SELECT ${recordColumns} WHERE f.rule_id = (SELECT id FROM rules WHERE name = $1) AND r.version <> $2 AND f.withdrawn = 0
           AND f.timestamp >= $3 AND f.timestamp < $4 ORDER BY f.timestamp LIMIT $5`,
        [rule_name, rule_version, from, to, limit],
      );
      return rows.map(recordOf);
    },
    recall: (questions) => recall(db, names, questions),
    save: (evaluated, createdAt) => save(db, names, evaluated, { createdAt, hot }),
    takeQueued: async (knows) => {
      const parked = (await parkedSets(db)).filter(knows);
      return (await dequeue(db, { partitions: everyPartition, parked, knows, limit: Number.MAX_SAFE_INTEGER })).points;
    },
    prune: async (step) => {
      const pruned = step.what === "queued" ? await pruneQueue(db, step.before) : await prune(portable, step);
      before = await readPrunedBefore(portable, "events");
      return pruned;
    },
    checkCounters: (step) => checkCounters(portable, step),
    ...sourceStatesOf(db),
  };
}

/** The part of a transaction that keeps what is known of sources. */
export function sourceStatesOf(db: Queryable): Pick<StoreTransaction, "source" | "markSource"> {
  return {
    source: async (name) => {
      const { rows } = await db.query<{ cursor: string | null; health: string | null }>(
        "SELECT cursor, health FROM source_states WHERE source = $1 FOR UPDATE",
        [name],
      );
      return stateOf(rows[0]);
    },
    markSource: async (name, mark) => {
      const { cursor, health } = stateTexts(mark);
      await db.query(
        `INSERT INTO source_states AS s VALUES ($1, $2, $3) ON CONFLICT (source) DO UPDATE SET
           cursor = coalesce(excluded.cursor, s.cursor), health = coalesce(excluded.health, s.health)`,
        [name, cursor, health],
      );
      const gaps = mark.gaps ?? [];
      if (gaps.length === 0) return;
      await db.query(
        `INSERT INTO source_gaps (source, since, until, reason, noticed_at)
         SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])`,
        [name, ...(["from", "to", "reason", "noticed_at"] as const).map((field) => gaps.map((gap) => gap[field]))],
      );
    },
  };
}

export async function markProcessed(db: Queryable, ids: readonly number[], hot: HotRows): Promise<void> {
  const { rows } = await db.query<{ source_id: number; time: number }>(
    `WITH marked AS (
       UPDATE events SET processed = 1 WHERE id = ANY($1::bigint[]) RETURNING source_id, timestamp
     ) SELECT source_id, max(timestamp) AS time FROM marked GROUP BY source_id`,
    [ids],
  );
  await hot.advance(new Map(rows.map(({ source_id, time }) => [source_id, time])));
}

/** Writes what the rules made. Gives the number of each created finding. */
export async function save(
  db: Queryable,
  names: PostgresNames,
  { points, told, changes }: Evaluated,
  how: { readonly createdAt: number; readonly hot: HotRows },
): Promise<number[]> {
  await savePoints(db, names, points);
  await tell(db, names, told);
  return saveFindings(db, names, changes, how);
}

async function savePoints(db: Queryable, names: PostgresNames, groups: readonly GroupPoints[]): Promise<void> {
  if (groups.length === 0) return;
  const sets = await names.matchSets.of(groups.map(({ match_set }) => match_set));
  await addGroups(db, sets, groups);
  const numbers = await groupsOf(db, names, groups);
  const rows = groups.flatMap((group) => {
    const id = numbers(group);
    return group.points.map((point) => ({ id, sought: group.sought ? 1 : 0, point }));
  });
  await db.query(
    `INSERT INTO points (group_id, timestamp, tie, event_id, value, sought)
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::smallint[])
     ON CONFLICT DO NOTHING`,
    [
      rows.map(({ id }) => id),
      rows.map(({ point }) => point.time),
      rows.map(({ point }) => point.tie),
      rows.map(({ point }) => point.event_id),
      rows.map(({ point }) => point.value),
      rows.map(({ sought }) => sought),
    ],
  );
  const ends = groups.flatMap((group) => {
    const last = group.watched ? group.points.at(-1) : undefined;
    return last ? [{ group, last, id: numbers(group), set: sets.get(group.match_set) ?? 0 }] : [];
  });
  if (ends.length === 0) return;
  const sources = await names.sources.of(ends.map(({ last }) => sourceOf(last)));
  await db.query(
    `INSERT INTO group_ends (group_id, match_set_id, group_key, source_id, timestamp, tie, event_id, partition, told)
     SELECT e.*, 0 FROM unnest(
       $1::bigint[], $2::int[], $3::text[], $4::int[], $5::bigint[], $6::text[], $7::bigint[], $8::smallint[]
     ) AS e
     ON CONFLICT (group_id) DO UPDATE SET source_id = excluded.source_id, timestamp = excluded.timestamp,
       tie = excluded.tie, event_id = excluded.event_id, told = 0
     WHERE (excluded.timestamp, excluded.tie) > (group_ends.timestamp, group_ends.tie)`,
    [
      ends.map(({ id }) => id),
      ends.map(({ set }) => set),
      ends.map(({ group }) => group.group),
      ends.map(({ last }) => sources.get(sourceOf(last)) ?? 0),
      ends.map(({ last }) => last.time),
      ends.map(({ last }) => last.tie),
      ends.map(({ last }) => last.event_id),
      ends.map(({ group }) => partitionOf(group.group)),
    ],
  );
}

async function addGroups(
  db: Queryable,
  sets: ReadonlyMap<string, number>,
  groups: readonly GroupName[],
): Promise<void> {
  await db.query(
    `INSERT INTO point_groups (match_set_id, group_key)
     SELECT DISTINCT * FROM unnest($1::int[], $2::text[]) AS g(match_set_id, group_key)
     WHERE NOT EXISTS (
       SELECT 1 FROM point_groups p WHERE p.match_set_id = g.match_set_id AND p.group_key = g.group_key
     ) ORDER BY 1, 2 ON CONFLICT DO NOTHING`,
    [groups.map(({ match_set }) => sets.get(match_set) ?? 0), groups.map(({ group }) => group)],
  );
}

async function tell(db: Queryable, names: PostgresNames, told: readonly GroupName[]): Promise<void> {
  if (told.length === 0) return;
  const numbers = await groupsOf(db, names, told);
  await db.query("UPDATE group_ends SET told = 1 WHERE group_id = ANY($1::bigint[])", [told.map(numbers)]);
}

/** Queries of the other layer on a transaction's own connection. */
function kyselyOn(db: PoolClient): Kysely<Schema> {
  const connection = { query: db.query.bind(db), release: () => undefined };
  const pool = { connect: async () => connection, end: async () => undefined };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: pool as never }) });
}
