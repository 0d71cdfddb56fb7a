import type Database from "better-sqlite3";
import { dayCounters, hoursOfDay } from "./schema.js";
import { type Tally, tally } from "./tally.js";

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
      const days = tally();
      for (const [[hour = 0, source = 0, type = 0], count] of counts.sums()) {
        const day = Math.floor(hour / hoursOfDay);
        days.add([dayCounters.events, 0, day], count);
        days.add([dayCounters.bySource, source, day], count);
        days.add([dayCounters.byType, type, day], count);
      }
      save(addEvents, counts);
      save(addDays, days);
    },
    addFindings: (counts) => {
      const days = tally();
      for (const [[hour = 0, , severity = 0, rule = 0], count] of counts.sums()) {
        const day = Math.floor(hour / hoursOfDay);
        days.add([dayCounters.bySeverity, severity, day], count);
        days.add([dayCounters.byRule, rule, day], count);
      }
      save(addFindings, counts);
      save(addDays, days);
    },
  };
}
