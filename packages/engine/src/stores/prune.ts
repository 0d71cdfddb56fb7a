import { type Kysely, sql } from "kysely";
import type { Bookmark, Pruned, PruneStep } from "../store.js";
import type { Schema } from "./schema.js";

type Db = Kysely<Schema>;

const done: Pruned = { deleted: 0, next: null };

/**
 * Deletes some of what is old; to be run inside a transaction. `beforehand` is told the numbers of events that are about
 * to go.
 */
export async function prune(
  db: Db,
  step: PruneStep,
  beforehand: (ids: readonly number[]) => void = () => undefined,
): Promise<Pruned> {
  if (step.what === "events") return pruneEvents(db, step, beforehand);
  if (step.what === "findings") return pruneFindings(db, step);
  // Only where several share a store is anything queued.
  if (step.what === "queued") return done;
  return prunePoints(db, step, step.what.points_of);
}

/** Event time before which rows of a list were deleted; null where none were. */
export async function prunedBefore(db: Db, list: "events" | "findings"): Promise<number | null> {
  const row = await db.selectFrom("pruned").select("before").where("list", "=", list).executeTakeFirst();
  return row ? Number(row.before) : null;
}

async function notePruned(db: Db, list: "events" | "findings", before: number): Promise<void> {
  const current = await prunedBefore(db, list);
  if (current === null) await db.insertInto("pruned").values({ list, before }).execute();
  else if (current < before) await db.updateTable("pruned").set({ before }).where("list", "=", list).execute();
}

async function pruneEvents(
  db: Db,
  { before, after, limit }: PruneStep,
  beforehand: (ids: readonly number[]) => void,
): Promise<Pruned> {
  // From here on nothing older is taken in, so what the steps delete cannot come back.
  if (after === null) await notePruned(db, "events", before);
  const old = await db
    .selectFrom("events")
    .select(["id", "timestamp", "processed"])
    .where("timestamp", "<", before)
    .$if(after !== null, (q) => q.where(behind(after ?? [])))
    .orderBy("timestamp")
    .orderBy("id")
    .limit(limit)
    .execute();
  const ids = old.filter(({ processed }) => Number(processed) === 1).map(({ id }) => Number(id));
  const kept = ids.length === 0 ? new Set<number>() : await eventsInUse(db, ids, before);
  const going = ids.filter((id) => !kept.has(id));
  beforehand(going);
  const deleted = await deleteEvents(db, going);
  return { deleted, next: placeBehind(old, limit) };
}

/** Events that somebody is still to look at, or that a finding may yet be told of. */
async function eventsInUse(db: Db, ids: readonly number[], before: number): Promise<Set<number>> {
  const open = await db
    .selectFrom("finding_records")
    .select("event_id")
    .where("event_id", "in", ids)
    .where("withdrawn", "=", 0)
    .where("status", "in", ["open", "acknowledged"])
    .execute();
  const awaited = await db
    .selectFrom("group_ends")
    .select("event_id")
    .where("told", "=", 0)
    .where("timestamp", "<", before)
    .execute();
  return new Set([...open, ...awaited].map(({ event_id }) => Number(event_id)));
}

async function deleteEvents(db: Db, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return 0;
  await db.deleteFrom("events").where("id", "in", ids).execute();
  return ids.length;
}

async function pruneFindings(db: Db, { before, after, limit }: PruneStep): Promise<Pruned> {
  if (after === null) await notePruned(db, "findings", before);
  // The two stand apart in the index of time.
  const [withdrawn = 0, ...place] = after ?? [];
  const old = await db
    .selectFrom("finding_records")
    .select(["id", "timestamp", "last_seen"])
    .where("withdrawn", "=", Number(withdrawn))
    .where("timestamp", "<", before)
    .$if(place.length > 0, (q) => q.where(behind(place)))
    .orderBy("timestamp")
    .orderBy("id")
    .limit(limit)
    .execute();
  const ids = old.filter(({ last_seen }) => Number(last_seen) < before).map(({ id }) => Number(id));
  if (ids.length > 0) await db.deleteFrom("finding_records").where("id", "in", ids).execute();
  const next = placeBehind(old, limit);
  if (next) return { deleted: ids.length, next: [withdrawn, ...next] };
  return { deleted: ids.length, next: withdrawn === 0 ? [1] : null };
}

async function prunePoints(db: Db, { before, after, limit }: PruneStep, name: string): Promise<Pruned> {
  const set = await db.selectFrom("match_sets").select("id").where("name", "=", name).executeTakeFirst();
  if (!set) return done;
  // A group is looked at in less time than ten rows are deleted in.
  const wanted = Math.max(1, Math.ceil(limit / 10));
  const [key = "", isBehind = 0] = after ?? [];
  const groups = await db
    .selectFrom("point_groups")
    .select(["id", "group_key"])
    .where("match_set_id", "=", set.id)
    .where("group_key", isBehind === 0 ? ">=" : ">", String(key))
    .orderBy("group_key")
    .limit(wanted)
    .execute();
  let deleted = 0;
  for (const { id, group_key } of groups) {
    deleted += await pruneGroup(db, { group: Number(id), before, limit: limit - deleted });
    if (deleted >= limit) return { deleted, next: [group_key, 0] };
  }
  const last = groups.at(-1);
  return { deleted, next: last && groups.length === wanted ? [last.group_key, 1] : null };
}

/** Deletes a group's old points but for the latest of them: what comes next has it as its neighbour, and knows from it how old the group is. */
async function pruneGroup(
  db: Db,
  { group, before, limit }: { readonly group: number; readonly before: number; readonly limit: number },
): Promise<number> {
  const latest = await db
    .selectFrom("points")
    .select("timestamp")
    .where("group_id", "=", group)
    .where("timestamp", "<", before)
    .orderBy("timestamp", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!latest) return 0;
  const old = await db
    .selectFrom("points")
    .select(["timestamp", "tie"])
    .where("group_id", "=", group)
    .where("timestamp", "<", latest.timestamp)
    .orderBy("timestamp")
    .orderBy("tie")
    .limit(limit)
    .execute();
  const last = old.at(-1);
  if (!last) return 0;
  await db
    .deleteFrom("points")
    .where("group_id", "=", group)
    .where(sql<boolean>`(timestamp, tie) <= (${last.timestamp}, ${last.tie})`)
    .execute();
  return old.length;
}

/** The condition for rows behind a place, in the order of time and number. */
const behind = ([time = 0, id = 0]: Bookmark) => sql<boolean>`(timestamp, id) > (${time}, ${id})`;

/** Where the next step begins; null where this one was the last. */
function placeBehind(
  rows: readonly { readonly timestamp: number; readonly id: number }[],
  limit: number,
): Bookmark | null {
  const last = rows.at(-1);
  return last && rows.length === limit ? [Number(last.timestamp), Number(last.id)] : null;
}
