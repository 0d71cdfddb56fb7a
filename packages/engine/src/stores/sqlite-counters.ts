import type Database from "better-sqlite3";
import { daysOfEvents, daysOfFindings } from "./day-sums.js";
import type { Tally } from "./tally.js";

/** Keeps the counters. */
export interface SqliteCounters {
  /** Keys are hour, source and event type. */
  addEvents(counts: Tally): void;
  /** Keys are hour, version of a rule, severity and rule. */
  addFindings(counts: Tally): void;
}

/** The counters of a database; to be written in the transaction that writes what they count. */
export function sqliteCounters(db: Database.Database): SqliteCounters {
  const adding = (table: string) =>
    db.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`);
  const [addEvents, addFindings, addDays] = [adding("event_counts"), adding("finding_counts"), adding("day_counts")];
  const save = (statement: Database.Statement, counts: Tally): void => {
    for (const [key, count] of counts.sums()) statement.run(...key.slice(0, 3), count);
  };
  return {
    addEvents: (counts) => {
      save(addEvents, counts);
      save(addDays, daysOfEvents(counts));
    },
    addFindings: (counts) => {
      save(addFindings, counts);
      save(addDays, daysOfFindings(counts));
    },
  };
}
