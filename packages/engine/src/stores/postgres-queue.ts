import type { Point } from "../kind.js";
import { comparePositions } from "../order.js";
import type { GroupPoints, Pruned } from "../store.js";
import { partitionOf } from "./partitions.js";
import type { Queryable } from "./postgres-names.js";
import { anyTime } from "./row-sql.js";

/** Points of some groups as a row of the queue holds them: an array for each match set, in it one for each group. */
type Packed = readonly [
  match_set: string,
  watched: boolean,
  sought: boolean,
  groups: readonly (readonly [group: string, points: readonly PackedPoint[]])[],
][];

type PackedPoint = readonly [time: number, tie: string, event_id: number, value: string | null];

/** What was taken out of the queue. */
export interface Taken {
  /** In order, each once. */
  readonly points: readonly GroupPoints[];
  /** The partitions of which everything was taken. */
  readonly drained: readonly number[];
}

/** Leaves points for whoever holds their groups' partitions: a row for each partition. */
export async function enqueue(db: Queryable, points: readonly GroupPoints[]): Promise<void> {
  await insert(
    db,
    [...Map.groupBy(points, ({ group }) => partitionOf(group))].map(([partition, list]) => row(partition, null, list)),
  );
}

/** Match sets of which points were put back. */
export async function parkedSets(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ match_set: string }>(
    "SELECT DISTINCT match_set FROM queued_points WHERE match_set IS NOT NULL",
  );
  return rows.map(({ match_set }) => match_set);
}

/**
 * Takes out what is queued for some partitions, the oldest rows first and then no more when there are more points than
 * `limit`. What is there is asked for, never what is behind a number: numbers do not come in the order of commits. Points of
 * match sets that are not known are put back by match set, for those who know them.
 */
export async function dequeue(db: Queryable, { partitions, parked, knows, limit }: Dequeue): Promise<Taken> {
  const { rows } = await db.query<QueueRow>(
    `DELETE FROM queued_points WHERE id IN (
       SELECT id FROM (
         SELECT id, sum(size) OVER (ORDER BY id) - size AS before FROM queued_points
         WHERE partition = ANY($1::int[]) AND (match_set IS NULL OR match_set = ANY($2::text[]))
       ) q WHERE before < $3
     ) RETURNING partition, match_set, size, points`,
    [partitions, parked, limit],
  );
  const known: GroupPoints[] = [];
  const unknown: GroupPoints[] = [];
  for (const { points } of rows) {
    for (const one of unpack(points)) (knows(one.match_set) ? known : unknown).push(one);
  }
  const strange = Map.groupBy(unknown, ({ match_set, group }) => `${partitionOf(group)}\t${match_set}`);
  await insert(
    db,
    [...strange.values()].map((list) => row(partitionOf(list[0]?.group ?? ""), list[0]?.match_set ?? null, list)),
  );
  const isAll = rows.reduce((sum, { size }) => sum + size, 0) < limit;
  return { points: joined(known), drained: isAll ? partitions : await emptyOf(db, partitions) };
}

/** Deletes all that was put back of one match set of which none is as new as a time, in milliseconds. */
export async function pruneQueue(db: Queryable, before: number): Promise<Pruned> {
  const { rows } = await db.query<Pick<QueueRow, "match_set" | "size">>(
    `DELETE FROM queued_points WHERE match_set = (
       SELECT match_set FROM queued_points WHERE match_set IS NOT NULL
       GROUP BY match_set HAVING max(newest) < $1 ORDER BY match_set LIMIT 1
     ) RETURNING match_set, size`,
    [before],
  );
  const deleted = rows.reduce((sum, { size }) => sum + size, 0);
  return { deleted, next: rows[0] ? [rows[0].match_set ?? ""] : null };
}

interface Dequeue {
  readonly partitions: readonly number[];
  readonly parked: readonly string[];
  readonly knows: (match_set: string) => boolean;
  readonly limit: number;
}

interface QueueRow {
  readonly partition: number;
  readonly match_set: string | null;
  readonly size: number;
  /** The time of the newest of them. */
  readonly newest: number;
  readonly points: string;
}

/** Those of some partitions for which nothing is queued but what was put back. */
async function emptyOf(db: Queryable, partitions: readonly number[]): Promise<number[]> {
  const { rows } = await db.query<{ partition: number }>(
    "SELECT DISTINCT partition FROM queued_points WHERE partition = ANY($1::int[]) AND match_set IS NULL",
    [partitions],
  );
  return partitions.filter((number) => !rows.some(({ partition }) => partition === number));
}

function row(partition: number, match_set: string | null, points: readonly GroupPoints[]): QueueRow {
  const size = points.reduce((sum, one) => sum + one.points.length, 0);
  const newest = points.reduce((latest, one) => Math.max(latest, one.points.at(-1)?.time ?? latest), -anyTime);
  return { partition, match_set, size, newest, points: JSON.stringify(pack(points)) };
}

async function insert(db: Queryable, rows: readonly QueueRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(
    `INSERT INTO queued_points (partition, match_set, size, newest, points)
     SELECT * FROM unnest($1::smallint[], $2::text[], $3::int[], $4::bigint[], $5::json[])`,
    [
      rows.map(({ partition }) => partition),
      rows.map(({ match_set }) => match_set),
      rows.map(({ size }) => size),
      rows.map(({ newest }) => newest),
      rows.map(({ points }) => points),
    ],
  );
}

function pack(points: readonly GroupPoints[]): Packed {
  return [...Map.groupBy(points, ({ match_set }) => match_set)].map(([match_set, list]) => [
    match_set,
    list.some(({ watched }) => watched),
    list.some(({ sought }) => sought),
    list.map(({ group, points }) => [
      group,
      points.map(({ time, tie, event_id, value }) => [time, tie, event_id, value]),
    ]),
  ]);
}

function unpack(text: string): GroupPoints[] {
  return (JSON.parse(text) as Packed).flatMap(([match_set, watched, sought, groups]) =>
    groups.map(([group, points]) => ({
      ...{ match_set, group, watched, sought },
      points: points.map(([time, tie, event_id, value]) => ({ time, tie, event_id, value })),
    })),
  );
}

/** Points by group, in order; of those at one position, which are the same event, the first. */
function joined(parts: readonly GroupPoints[]): GroupPoints[] {
  const groups = Map.groupBy(parts, ({ match_set, group }) => `${match_set}\t${group}`);
  return [...groups.values()].flatMap((list) => {
    const [first] = list;
    return first && list.length > 1 ? [{ ...first, points: inOrder(list.flatMap(({ points }) => points)) }] : list;
  });
}

const inOrder = (points: readonly Point[]): Point[] =>
  points
    .toSorted(comparePositions)
    .filter((point, index, all) => index === 0 || comparePositions(all[index - 1] as Point, point) !== 0);
