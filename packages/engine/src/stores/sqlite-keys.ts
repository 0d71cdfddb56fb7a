import type Database from "better-sqlite3";
import { keyHash, sliceCount, sliceOf } from "./key-hash.js";
import { packKeys, unpackKeys } from "./packed-keys.js";

/** What the source calls an event, with the number of the source. */
interface EventKey {
  readonly source: number;
  readonly externalId: string;
  /** Its own number, where it has one already: a number that was given out before may lead an event to itself. */
  readonly id?: number | undefined;
}

/** Knows which events are there, by source and external id. */
export interface SqliteKeys {
  /** To be called when a transaction begins; `changedElsewhere` as a transaction says it. */
  begin(changedElsewhere: boolean): void;
  /** Adds, in turn, those events that are not there: `insert` is told the place and gives the number, for each one added. */
  addNew(keys: readonly EventKey[], insert: (index: number) => number): (number | null)[];
  /** Forgets events that are about to be deleted, as far as their keys are merged; the others lead nowhere then. */
  remove(ids: readonly number[]): void;
  /** To be called when a transaction was undone. */
  forget(): void;
}

/** How keys are kept. */
export interface KeyOptions {
  /** How many may be remembered before some are merged. */
  readonly maximumRecent: number;
  /** A whole number of 47 bits for a key. */
  readonly hash?: ((source: number, externalId: string) => number) | undefined;
}

/** Transactions whose keys may wait to be merged: each is a row to be read when a process begins to write. */
const maximumRows = 4_096;

/**
 * A unique index on what the source calls its events would be written all over: its keys have no order, so that nearly
 * every event of a batch dirties a page of its own, and the more so the larger it grows. So keys are hashed, those of
 * recent events are held in memory, and merged in order into `event_keys`, a slice of all hashes at a time: a page that
 * is written takes many keys at once. `recent_keys` has what is not merged yet, a row per transaction, for other
 * processes and the next one; `key_slices` says up to which row each slice is merged. A hash only says where to look:
 * an event is there when the row that it leads to says so.
 */
export function sqliteKeys(db: Database.Database, { maximumRecent, hash: hashOf = keyHash }: KeyOptions): SqliteKeys {
  const selectRecent = db.prepare("SELECT id, keys FROM recent_keys WHERE id > ? ORDER BY id");
  const insertRecent = db.prepare("INSERT INTO recent_keys (keys) VALUES (?)");
  const deleteRecent = db.prepare("DELETE FROM recent_keys WHERE id <= ?");
  const selectSlices = db.prepare("SELECT merged_to FROM key_slices ORDER BY slice").pluck();
  const updateSlice = db.prepare("UPDATE key_slices SET merged_to = ? WHERE slice = ?");
  // A number is given out again once the newest event is deleted, maybe to the same event.
  const insertKey = db.prepare("INSERT INTO event_keys VALUES (?, ?) ON CONFLICT DO NOTHING");
  const isEvent = db.prepare("SELECT 1 FROM events WHERE id = ? AND source_id = ? AND external_id = ?").pluck();
  // All of a batch at once: a call costs more than looking does.
  const selectMerged = db.prepare(
    "SELECT hash, event_id AS id FROM json_each(?) CROSS JOIN event_keys ON hash = value",
  );
  const selectNames = db.prepare(
    `SELECT id, source_id AS source, external_id AS externalId FROM events
     WHERE id IN (SELECT value FROM json_each(?)) AND external_id IS NOT NULL`,
  );
  const deleteKey = db.prepare("DELETE FROM event_keys WHERE hash = ? AND event_id = ?");
  const others = writtenByOthers(db);

  /** Null for what is not known of this transaction yet. */
  let recent: Map<number, number>[] | null = null;
  let isCurrent = false;
  let mergedTo: number[] = [];
  let lastRow = 0;
  let count = 0;
  let added: number[] = [];

  const set = (slices: readonly Map<number, number>[], hash: number, id: number): void => {
    const slice = slices[sliceOf(hash)];
    if (!slice) throw new Error(`${hash} is no hash of 47 bits`);
    const before = slice.size;
    slice.set(hash, id);
    count += slice.size - before;
  };

  /** Whoever merges a slice has read all rows by then, so what is remembered of it is merged too. */
  const dropMerged = (known: Map<number, number>[], slices: readonly number[]): void => {
    for (const [slice, row] of slices.entries()) {
      if (row === mergedTo[slice]) continue;
      count -= known[slice]?.size ?? 0;
      known[slice] = new Map();
    }
  };

  const read = (): Map<number, number>[] => {
    if (recent && isCurrent) return recent;
    const slices = selectSlices.all() as number[];
    if (recent) dropMerged(recent, slices);
    else {
      recent = Array.from({ length: sliceCount }, () => new Map());
      lastRow = Math.min(...slices);
      count = 0;
    }
    mergedTo = slices;
    for (const { id: row, keys } of selectRecent.iterate(lastRow) as Iterable<{ id: number; keys: Buffer }>) {
      for (const [hash, id] of unpackKeys(keys)) if (row > (mergedTo[sliceOf(hash)] ?? 0)) set(recent, hash, id);
      lastRow = row;
    }
    isCurrent = true;
    return recent;
  };

  /** The merged events that have some hashes. */
  const merged = (hashes: readonly number[]): Map<number, number[]> => {
    const found = new Map<number, number[]>();
    for (const { hash, id } of selectMerged.all(JSON.stringify(hashes)) as { hash: number; id: number }[]) {
      found.set(hash, [...(found.get(hash) ?? []), id]);
    }
    return found;
  };

  const addNew: SqliteKeys["addNew"] = (keys, insert) => {
    const slices = read();
    const hashes = keys.map(({ source, externalId }) => hashOf(source, externalId));
    const older = merged(hashes);
    const ids = keys.map(({ source, externalId, id: own }, index) => {
      const hash = hashes[index] as number;
      const is = (id: number): boolean => id !== own && isEvent.get(id, source, externalId) !== undefined;
      const last = slices[sliceOf(hash)]?.get(hash);
      if ((last !== undefined && is(last)) || older.get(hash)?.some(is)) return null;
      const id = insert(index);
      if (last === undefined) {
        set(slices, hash, id);
        added.push(hash, id);
      } else {
        // Two events share a hash: the first one stays, the other is found where the merged ones are.
        insertKey.run(hash, id);
        older.set(hash, [...(older.get(hash) ?? []), id]);
      }
      return id;
    });
    save(slices);
    return ids;
  };

  const merge = (slices: Map<number, number>[]): void => {
    const slice = mergedTo.indexOf(Math.min(...mergedTo));
    const keys = [...(slices[slice] ?? [])].sort(([a], [b]) => a - b);
    for (const [hash, id] of keys) insertKey.run(hash, id);
    count -= keys.length;
    slices[slice] = new Map();
    mergedTo[slice] = lastRow;
    updateSlice.run(lastRow, slice);
  };

  const save = (slices: Map<number, number>[]): void => {
    if (added.length === 0) return;
    lastRow = Number(insertRecent.run(packKeys(added)).lastInsertRowid);
    added = [];
    const oldest = Math.min(...mergedTo);
    // One for a row too many: all slices began at the same row, and merging them at once would take long.
    if (lastRow - oldest > maximumRows) merge(slices);
    while (count > maximumRecent) merge(slices);
    if (Math.min(...mergedTo) > oldest) deleteRecent.run(Math.min(...mergedTo));
  };

  return {
    begin: (changedElsewhere) => {
      if (!changedElsewhere) return;
      isCurrent = false;
      const events = others.take();
      if (events.length === 0) return;
      const ids = addNew(events, (index) => (events[index] as (typeof events)[number]).id);
      for (const [index, { id }] of events.entries()) if (ids[index] === null) others.remove(id);
    },
    addNew,
    remove: (ids) => {
      const named = selectNames.all(JSON.stringify(ids)) as { id: number; source: number; externalId: string }[];
      for (const { id, source, externalId } of named) deleteKey.run(hashOf(source, externalId), id);
    },
    forget: () => {
      recent = null;
      isCurrent = false;
      added = [];
    },
  };
}

/** Events that came through the view: their keys are not known yet, and some may have been there before. */
function writtenByOthers(db: Database.Database) {
  // In this order, or the planner walks all events to look each one up among the few.
  const select = db.prepare(
    `SELECT e.id, e.source_id AS source, e.external_id AS externalId
     FROM unkeyed_events u CROSS JOIN events e ON e.id = u.event_id ORDER BY u.event_id`,
  );
  const clear = db.prepare("DELETE FROM unkeyed_events");
  const uncount = db.prepare(
    `UPDATE event_counts SET count = count - 1 WHERE (hour, source_id, event_type_id) =
       (SELECT (timestamp - (timestamp % 3600000 + 3600000) % 3600000) / 3600000, source_id, event_type_id FROM events WHERE id = ?)`,
  );
  const uncountDay = db.prepare(
    `UPDATE day_counts SET count = count - 1 FROM events e WHERE e.id = ?
       AND day = (e.timestamp - (e.timestamp % 86400000 + 86400000) % 86400000) / 86400000
       AND (counter, key) IN (VALUES (0, 0), (1, e.source_id), (2, e.event_type_id))`,
  );
  const remove = db.prepare("DELETE FROM events WHERE id = ?");
  return {
    take: (): readonly { readonly id: number; readonly source: number; readonly externalId: string }[] => {
      const rows = select.all() as { id: number; source: number; externalId: string }[];
      clear.run();
      return rows;
    },
    remove: (id: number): void => {
      uncount.run(id);
      uncountDay.run(id);
      remove.run(id);
    },
  };
}
