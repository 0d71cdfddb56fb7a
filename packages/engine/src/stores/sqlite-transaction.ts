import type Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import type { NewEvent } from "../event.js";
import { timeOf } from "../event-time.js";
import { sourceOf } from "../order.js";
import { rawTextOf } from "../raw-text.js";
import type { Evaluated, FindingRecord, GroupPoints, OutdatedQuery, StoreTransaction } from "../store.js";
import { checkCounters } from "./check-counters.js";
import { type EventRow, eventOf, type RecordRow, rankOf, recordOf } from "./encoding.js";
import { prune } from "./prune.js";
import { eventColumns, recordColumns } from "./row-sql.js";
import { hourLength, type Schema } from "./schema.js";
import { stateOf, stateTexts } from "./source-states.js";
import { type SqliteCounters, sqliteCounters } from "./sqlite-counters.js";
import type { SqliteKeys } from "./sqlite-keys.js";
import type { SqliteNames } from "./sqlite-names.js";
import { processedReader, sqliteRecall } from "./sqlite-recall.js";
import { tally } from "./tally.js";

/** The writing side of a SQLite store. Every statement is prepared once. */
export function sqliteTransactions(
  db: Database.Database,
  { names, keys }: { readonly names: SqliteNames; readonly keys: SqliteKeys },
): (changedElsewhere: boolean) => StoreTransaction {
  const portable = new Kysely<Schema>({ dialect: new SqliteDialect({ database: db }) });
  const selectPruned = db.prepare("SELECT before FROM pruned WHERE list = 'events'").pluck();
  let before: number | null = null;
  const insertEvent = db.prepare(
    `INSERT INTO events (source_id, external_id, timestamp, user_id, event_type_id, severity_hint, processed, raw_data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectUnprocessed = db.prepare(`SELECT ${eventColumns} WHERE e.processed = 0 ORDER BY e.id LIMIT ?`);
  const markProcessed = db.prepare("UPDATE events SET processed = 1 WHERE id IN (SELECT value FROM json_each(?))");
  const newestOf = db.prepare(
    "SELECT source_id, max(timestamp) AS time FROM events WHERE id IN (SELECT value FROM json_each(?)) GROUP BY source_id",
  );
  const advance = db.prepare("UPDATE sources SET newest = ? WHERE id = ? AND (newest IS NULL OR newest < ?)");
  const selectState = db.prepare("SELECT cursor, health FROM source_states WHERE source = ?");
  const upsertState = db.prepare(
    `INSERT INTO source_states VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET
       cursor = coalesce(excluded.cursor, cursor), health = coalesce(excluded.health, health)`,
  );
  const insertGap = db.prepare(
    "INSERT INTO source_gaps (source, since, until, reason, noticed_at) VALUES (?, ?, ?, ?, ?)",
  );
  const recall = sqliteRecall(db, names);
  const processed = processedReader(db);
  const savePoints = pointsWriter(db, names);
  const counters = sqliteCounters(db);
  const findings = findingsWriter(db, names, counters);

  const append = (events: readonly NewEvent[], processed: boolean): (number | null)[] => {
    const counts = tally();
    const newest = new Map<number, number>();
    const sources = events.map(({ source }) => names.sources.of(source));
    const insert = (index: number): number => {
      const event = events[index] as NewEvent;
      const source = sources[index] as number;
      const type = names.eventTypes.of(event.event_type);
      const time = timeOf(event.timestamp);
      const user = event.user === null ? null : names.users.of(event.user);
      const hint = event.severity_hint === null ? null : rankOf(event.severity_hint);
      const raw = rawTextOf(event);
      const result = insertEvent.run(source, event.external_id, time, user, type, hint, processed ? 1 : 0, raw);
      counts.add([Math.floor(time / hourLength), source, type], 1);
      if (processed) newest.set(source, Math.max(newest.get(source) ?? time, time));
      return Number(result.lastInsertRowid);
    };
    const eventKeys = events.map(({ external_id }, index) => {
      return { source: sources[index] as number, externalId: external_id };
    });
    const ids = keys.addNew(eventKeys, insert);
    counters.addEvents(counts);
    for (const [source, time] of newest) advance.run(time, source, time);
    return ids;
  };

  const start = (changedElsewhere: boolean): StoreTransaction => ({
    changedElsewhere,
    get prunedBefore() {
      return before;
    },
    append: async (events, processed) => append(events, processed),
    unprocessed: async (limit) => (selectUnprocessed.all(limit) as EventRow[]).map(eventOf),
    markProcessed: async (ids) => {
      const list = JSON.stringify(ids);
      markProcessed.run(list);
      for (const { source_id, time } of newestOf.all(list) as { source_id: number; time: number }[]) {
        advance.run(time, source_id, time);
      }
    },
    processed: async (query) => processed(query),
    outdated: async (query) => findings.outdated(query),
    recall: async (questions) => recall(questions),
    save: async (evaluated, createdAt) => {
      savePoints(evaluated);
      return findings.save(evaluated, createdAt);
    },
    source: async (name) => stateOf(selectState.get(name) as Parameters<typeof stateOf>[0]),
    markSource: async (name, mark) => {
      const { cursor, health } = stateTexts(mark);
      upsertState.run(name, cursor, health);
      for (const { from, to, reason, noticed_at } of mark.gaps ?? []) insertGap.run(name, from, to, reason, noticed_at);
    },
    prune: async (step) => {
      const pruned = await prune(portable, step, keys.remove);
      before = (selectPruned.get() as number | undefined) ?? null;
      return pruned;
    },
    checkCounters: (step) => checkCounters(portable, step),
  });
  return (changedElsewhere) => {
    keys.begin(changedElsewhere);
    if (changedElsewhere) before = (selectPruned.get() as number | undefined) ?? null;
    return start(changedElsewhere);
  };
}

function pointsWriter(db: Database.Database, names: SqliteNames): (evaluated: Evaluated) => void {
  const insert = db.prepare("INSERT INTO points VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  const moveEnd = db.prepare(
    `INSERT INTO group_ends VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET
       source_id = excluded.source_id, timestamp = excluded.timestamp, tie = excluded.tie, event_id = excluded.event_id, told = 0
     WHERE (excluded.timestamp, excluded.tie) > (timestamp, tie)`,
  );
  const tell = db.prepare("UPDATE group_ends SET told = 1 WHERE group_id = ?");
  const add = ({ match_set, group, watched, sought, points }: GroupPoints): void => {
    const set = names.matchSets.of(match_set);
    const id = names.groups.of(set, group);
    for (const { time, tie, event_id, value } of points) insert.run(id, time, tie, event_id, value, sought ? 1 : 0);
    const last = watched ? points.at(-1) : undefined;
    if (last) moveEnd.run(id, set, group, names.sources.of(sourceOf(last)), last.time, last.tie, last.event_id);
  };
  return ({ points, told }) => {
    for (const group of points) add(group);
    for (const { match_set, group } of told) tell.run(names.groups.of(names.matchSets.of(match_set), group));
  };
}

function findingsWriter(db: Database.Database, names: SqliteNames, counters: SqliteCounters) {
  const columns = [
    ...["rule_version_id", "rule_id", "severity", "description", "timestamp", "user_id"],
    ...["event_id", "event_type_id", "source_id", "risk_score", "extra_data"],
    ...["withdrawn", "revision", "first_seen", "last_seen", "event_count", "fingerprint", "group_key"],
    ...["anchor_tie", "last_tie", "lead"],
  ];
  const insert = db
    .prepare(
      `INSERT INTO finding_records (${columns.join(", ")}, created_at) VALUES (${columns.map(() => "?").join(", ")}, ?)
       RETURNING id`,
    )
    .pluck();
  const selectOutdated = db.prepare(
    `SELECT ${recordColumns} WHERE f.rule_id = ? AND f.withdrawn = 0 AND r.version <> ? AND f.timestamp >= ? AND f.timestamp < ?
     ORDER BY f.timestamp LIMIT ?`,
  );
  const update = db.prepare(
    `UPDATE finding_records SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE id = ?`,
  );

  const selectCompleting = db.prepare("SELECT event_type_id, source_id FROM events WHERE id = ?").raw();
  const addControl = db.prepare("INSERT OR IGNORE INTO rule_controls VALUES (?, ?)");

  /** Type and source of the completing event; where it is deleted, they stay what they were. */
  const completing = ({ finding, row }: FindingRecord): unknown[] => {
    if (finding.event_id === null) return [null, null];
    return (selectCompleting.get(finding.event_id) ?? selectKept.get(row) ?? [null, null]) as unknown[];
  };
  const selectKept = db.prepare("SELECT event_type_id, source_id FROM finding_records WHERE id = ?").raw();

  const valuesOf = (record: FindingRecord): unknown[] => {
    const { finding, rule_version, group, anchor_tie, last_tie, lead } = record;
    const { description, event_id, risk_score, withdrawn, revision, event_count, fingerprint } = finding;
    return [
      ...[names.ruleVersions.of(finding.rule_name, rule_version), names.rules.of(finding.rule_name)],
      ...[rankOf(finding.severity), description, Date.parse(finding.timestamp)],
      ...[finding.user === null ? null : names.users.of(finding.user)],
      ...[event_id, ...completing(record), risk_score],
      ...[JSON.stringify(finding.extra_data), withdrawn ? 1 : 0, revision],
      ...[Date.parse(finding.first_seen), Date.parse(finding.last_seen), event_count, fingerprint],
      ...[group, anchor_tie, last_tie, lead],
    ];
  };
  const countOf = ({ finding, rule_version }: FindingRecord): readonly number[] => {
    const version = names.ruleVersions.of(finding.rule_name, rule_version);
    const hour = Math.floor(Date.parse(finding.timestamp) / hourLength);
    return [hour, version, rankOf(finding.severity), names.rules.of(finding.rule_name)];
  };
  const noteControls = ({ finding, rule_version }: FindingRecord): void => {
    const { controls } = finding.extra_data;
    if (!Array.isArray(controls)) return;
    const version = names.ruleVersions.of(finding.rule_name, rule_version);
    for (const control of controls) if (typeof control === "string") addControl.run(control, version);
  };

  return {
    outdated: ({ rule_name, rule_version, from, to, limit }: OutdatedQuery): FindingRecord[] => {
      return (selectOutdated.all(names.rules.find(rule_name), rule_version, from, to, limit) as RecordRow[]).map(
        recordOf,
      );
    },
    save: ({ changes }: Evaluated, createdAt: number): number[] => {
      const created: number[] = [];
      const counts = tally();
      const versions = new Set<string>();
      for (const { type, record, before } of changes) {
        if (before) counts.add(countOf(before), -1);
        if (type !== "withdrawn") counts.add(countOf(record), 1);
        const version = `${record.finding.rule_name}\t${record.rule_version}`;
        if (!versions.has(version)) noteControls(record);
        versions.add(version);
        if (type === "created") created.push(insert.get(...valuesOf(record), createdAt) as number);
        else update.run(...valuesOf(record), record.row);
      }
      counters.addFindings(counts);
      return created;
    },
  };
}
