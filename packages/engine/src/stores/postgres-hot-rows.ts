import { addEvents, addFindings } from "./postgres-counters.js";
import type { Queryable } from "./postgres-names.js";
import { type Tally, tally } from "./tally.js";

/** Rows that nearly every transaction writes: counters, and how far sources are. */
export interface HotRows {
  /** Keys are hour, source and event type. */
  addEvents(counts: Tally): Promise<void>;
  /** Keys are hour, version of a rule, severity and rule. */
  addFindings(counts: Tally): Promise<void>;
  /** Moves on the times of the newest events that the rules have seen, by source. */
  advance(newest: ReadonlyMap<number, number>): Promise<void>;
}

/** Writes them at once. */
export const atOnce = (db: Queryable): HotRows => ({
  addEvents: (counts) => addEvents(db, counts),
  addFindings: (counts) => addFindings(db, counts),
  advance: (newest) => advance(db, newest),
});

/**
 * Gathers what is to be written of them, to be written last of all: others who work beside wait for moments only, and as
 * all write them in one order, never for each other.
 */
export function putOff(db: Queryable): HotRows & { readonly write: () => Promise<void> } {
  const [events, findings] = [tally(), tally()];
  const latest = new Map<number, number>();
  const gather = (into: Tally) => async (counts: Tally) => {
    for (const [key, count] of counts.sums()) into.add(key, count);
  };
  return {
    addEvents: gather(events),
    addFindings: gather(findings),
    advance: async (newest) => {
      for (const [source, time] of newest) latest.set(source, Math.max(latest.get(source) ?? time, time));
    },
    write: async () => {
      await addEvents(db, events);
      await advance(db, latest);
      await addFindings(db, findings);
    },
  };
}

async function advance(db: Queryable, newest: ReadonlyMap<number, number>): Promise<void> {
  if (newest.size === 0) return;
  await db.query(
    `WITH later AS (
       SELECT s.id, n.time FROM sources s JOIN unnest($1::int[], $2::bigint[]) AS n(id, time) USING (id)
       WHERE s.newest IS NULL OR s.newest < n.time ORDER BY s.id FOR UPDATE OF s
     ) UPDATE sources SET newest = later.time FROM later WHERE sources.id = later.id`,
    [[...newest.keys()], [...newest.values()]],
  );
}
