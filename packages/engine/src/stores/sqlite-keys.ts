import type Database from "better-sqlite3";
import { keyHash, sliceCount, sliceOf } from "./key-hash.js";
import { packKeys, unpackKeys } from "./packed-keys.js";

/** Knows which events are there, by source and external id. */
export interface SqliteKeys {
  /** To be called when a transaction begins; `changedElsewhere` as a transaction says it. */
  begin(changedElsewhere: boolean): void;
  /** Whether there is such an event. */
  has(source: number, externalId: string): boolean;
  /** Notes an event that was not there. */
  add(source: number, externalId: string, id: number): void;
  /** Forgets events that are about to be deleted, as far as their keys are merged; the others lead nowhere then. */
  remove(ids: readonly number[]): void;
  /** Writes down what was added. */
  save(): void;
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
  const insertKey = db.prepare("INSERT INTO event_keys VALUES (?, ?)");
  const isEvent = db.prepare("SELECT 1 FROM events WHERE id = ? AND source_id = ? AND external_id = ?").pluck();
  // Bound as it is, the hash would have SQLite compile the query anew at each call.
  const selectMerged = db.prepare("SELECT event_id FROM event_keys WHERE hash = (SELECT ?)").pluck();
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

  const set = (hash: number, id: number): void => {
    const slice = recent?.[sliceOf(hash)];
    if (!slice) throw new Error("keys are asked for before they are read");
    const before = slice.size;
    slice.set(hash, id);
    count += slice.size - before;
  };

  const read = (): Map<number, number>[] => {
    if (recent && isCurrent) return recent;
    const slices = selectSlices.all() as number[];
    if (!recent || slices.some((row, slice) => row !== mergedTo[slice])) {
      recent = Array.from({ length: sliceCount }, () => new Map());
      mergedTo = slices;
      lastRow = Math.min(...slices);
      count = 0;
    }
    for (const { id: row, keys } of selectRecent.iterate(lastRow) as Iterable<{ id: number; keys: Buffer }>) {
      for (const [hash, id] of unpackKeys(keys)) if (row > (mergedTo[sliceOf(hash)] ?? 0)) set(hash, id);
      lastRow = row;
    }
    isCurrent = true;
    return recent;
  };

  const has = (source: number, externalId: string): boolean => {
    const hash = hashOf(source, externalId);
    const is = (id: unknown): boolean => isEvent.get(id, source, externalId) !== undefined;
    const id = read()[sliceOf(hash)]?.get(hash);
    if (id !== undefined && is(id)) return true;
    return selectMerged.get(hash) !== undefined && selectMerged.all(hash).some(is);
  };

  const add = (source: number, externalId: string, id: number): void => {
    const hash = hashOf(source, externalId);
    // Two events may share a hash: the one that is remembered stays, the other is found where the merged ones are.
    if (read()[sliceOf(hash)]?.has(hash)) insertKey.run(hash, id);
    else {
      set(hash, id);
      added.push(hash, id);
    }
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

  const save = (): void => {
    if (added.length === 0) return;
    lastRow = Number(insertRecent.run(packKeys(added)).lastInsertRowid);
    added = [];
    const slices = read();
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
      for (const { id, source, externalId } of others.take()) {
        if (has(source, externalId)) others.remove(id);
        else add(source, externalId, id);
      }
      save();
    },
    has,
    add,
    remove: (ids) => {
      const named = selectNames.all(JSON.stringify(ids)) as { id: number; source: number; externalId: string }[];
      for (const { id, source, externalId } of named) deleteKey.run(hashOf(source, externalId), id);
    },
    save,
    forget: () => {
      recent = null;
      isCurrent = false;
      added = [];
    },
  };
}

/** Events that came through the view: their keys are not known yet, and some may have been there before. */
function writtenByOthers(db: Database.Database) {
  const select = db.prepare(
    `SELECT e.id, e.source_id AS source, e.external_id AS externalId FROM unkeyed_events u JOIN events e ON e.id = u.event_id
     ORDER BY e.id`,
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
      if (rows.length > 0) clear.run();
      return rows;
    },
    remove: (id: number): void => {
      uncount.run(id);
      uncountDay.run(id);
      remove.run(id);
    },
  };
}
