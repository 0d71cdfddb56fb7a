import { createHash } from "node:crypto";
import Database from "better-sqlite3";

/** A rule as one would write it by hand. */
export interface HandWrittenRule {
  readonly name: string;
  readonly holds: (event: HandWrittenEvent) => boolean;
}

/** An event as one would read it. */
export interface HandWrittenEvent {
  readonly source: string;
  readonly external_id: string;
  readonly timestamp: string;
  readonly user: string | null;
  readonly event_type: string;
  readonly raw_data: { readonly [key: string]: unknown };
}

/** A pipeline over one file. */
export interface HandWritten {
  /** Takes the lines of a text in one transaction. */
  readonly ingest: (text: string) => void;
  readonly counts: () => { readonly events: number; readonly findings: number };
  readonly close: () => void;
}

const hour = 3_600_000;

/**
 * What one would write without an engine, for this very task: lines are parsed, the rules of the event's type asked,
 * and rows go by prepared inserts into a database that `sqlite()` made, where a unique index tells duplicates. It checks nothing, keeps no window and
 * explains nothing.
 */
export function handWritten(file: string, rulesByType: ReadonlyMap<string, readonly HandWrittenRule[]>): HandWritten {
  const db = new Database(file);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.pragma("cache_size = -65536");
  db.pragma("wal_autocheckpoint = 8000");
  db.exec("CREATE UNIQUE INDEX events_by_key ON events (source_id, external_id)");
  const insertEvent = db.prepare(
    `INSERT INTO events (source_id, external_id, timestamp, user_id, event_type_id, severity_hint, processed, raw_data)
     VALUES (?, ?, ?, ?, ?, NULL, 1, ?) ON CONFLICT DO NOTHING`,
  );
  const insertFinding = db.prepare(
    `INSERT INTO finding_records (rule_version_id, rule_id, event_type_id, source_id, severity, description, timestamp, created_at,
       user_id, event_id, risk_score, extra_data, first_seen, last_seen, event_count, fingerprint, anchor_tie, last_tie, lead)
     VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 21, ?, ?, ?, 1, ?, ?, ?, 1)`,
  );
  const countEvents = db.prepare(
    "INSERT INTO event_counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
  );
  const countFindings = db.prepare(
    "INSERT INTO finding_counts VALUES (?, ?, 0, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
  );
  const sources = dictionary(db, "sources");
  const users = dictionary(db, "users");
  const types = dictionary(db, "event_types");
  const versions = dictionary(db, "rule_versions", "name, version", "?, ''");
  const rules = dictionary(db, "rules");

  const save = (line: string, counts: Map<string, number>, found: Map<string, number>): void => {
    const event = JSON.parse(line) as HandWrittenEvent;
    const time = Date.parse(event.timestamp);
    const source = sources(event.source);
    const type = types(event.event_type);
    const user = event.user === null ? null : users(event.user);
    const raw = JSON.stringify(event.raw_data);
    const { changes, lastInsertRowid } = insertEvent.run(source, event.external_id, time, user, type, raw);
    if (changes === 0) return;
    const counter = `${Math.floor(time / hour)} ${source} ${type}`;
    counts.set(counter, (counts.get(counter) ?? 0) + 1);
    for (const { name, holds } of rulesByType.get(event.event_type) ?? []) {
      if (!holds(event)) continue;
      const version = versions(name);
      const tie = `${event.source}\t${event.external_id}`;
      const fingerprint = createHash("sha256").update(`${name} ${tie}`).digest("hex").slice(0, 32);
      const extra = JSON.stringify({ title: name, kind: "match", values: { user: event.user } });
      const of = [version, rules(name), type, source];
      const row = [event.user, time, Date.now(), user, lastInsertRowid, extra, time, time, fingerprint, tie, tie];
      insertFinding.run(...of, ...row);
      const foundCounter = `${Math.floor(time / hour)} ${version}`;
      found.set(foundCounter, (found.get(foundCounter) ?? 0) + 1);
    }
  };

  return {
    ingest: db.transaction((text: string): void => {
      const counts = new Map<string, number>();
      const found = new Map<string, number>();
      for (const line of text.split("\n")) if (line !== "") save(line, counts, found);
      for (const [counter, count] of counts) countEvents.run(...counter.split(" ").map(Number), count);
      for (const [counter, count] of found) countFindings.run(...counter.split(" ").map(Number), count);
    }).immediate,
    counts: () => ({
      events: db.prepare("SELECT count(*) FROM events").pluck().get() as number,
      findings: db.prepare("SELECT count(*) FROM finding_records").pluck().get() as number,
    }),
    close: () => {
      db.close();
    },
  };
}

function dictionary(db: Database.Database, table: string, columns = "name", values = "?"): (name: string) => number {
  const known = new Map<string, number>();
  const select = db.prepare(`SELECT id FROM ${table} WHERE name = ?`).pluck();
  const insert = db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${values})`);
  return (name) => {
    const id = known.get(name);
    if (id !== undefined) return id;
    const found = (select.get(name) as number | undefined) ?? Number(insert.run(name).lastInsertRowid);
    known.set(name, found);
    return found;
  };
}
