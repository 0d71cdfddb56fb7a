import type Database from "better-sqlite3";
import type { NewEvent } from "../event.js";
import type { Neighbours, Point, PointQuestion } from "../kind.js";
import { sourceOf } from "../order.js";
import type {
  Evaluated,
  FindingChange,
  FindingRecord,
  GroupName,
  GroupPoints,
  HistoryQuestions,
  StoreTransaction,
} from "../store.js";
import { type EventRow, eventOf, type FindingRow, findingOf, rankOf } from "./encoding.js";
import { hourLength } from "./schema.js";
import type { SqliteNames } from "./sqlite-names.js";

const eventColumns = `e.id, e.external_id, s.name AS source, e.timestamp, u.name AS user, t.name AS event_type,
  e.severity_hint, e.raw_data, e.processed
  FROM events e JOIN sources s ON s.id = e.source_id JOIN event_types t ON t.id = e.event_type_id
    LEFT JOIN users u ON u.id = e.user_id`;

const pointColumns = "timestamp AS time, tie, event_id, value";
const ofGroup = "WHERE match_set_id = ? AND group_key = ?";

/** Later than every time, in milliseconds. */
const anyTime = 8.64e15;

type LiveRow = Record<"id" | "rule_version_id" | "severity" | "timestamp" | "revision", number>;

type RecordRow = FindingRow & Pick<FindingRecord, "anchor_tie" | "last_tie" | "lead">;

/**
 * The writing side of a SQLite store. Every statement is prepared once; small queries are cheap here, as they never
 * leave the process, so a set of questions is answered by one seek each.
 */
export function sqliteTransactions(
  db: Database.Database,
  names: SqliteNames,
): (changedElsewhere: boolean) => StoreTransaction {
  const insertEvent = db.prepare(
    `INSERT INTO events (source_id, external_id, timestamp, user_id, event_type_id, severity_hint, processed, raw_data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const countEvents = db.prepare(
    `INSERT INTO event_counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  );
  const selectUnprocessed = db.prepare(`SELECT ${eventColumns} WHERE e.processed = 0 ORDER BY e.id LIMIT ?`);
  const markProcessed = db.prepare("UPDATE events SET processed = 1 WHERE id IN (SELECT value FROM json_each(?))");
  const newestOf = db.prepare(
    "SELECT source_id, max(timestamp) AS time FROM events WHERE id IN (SELECT value FROM json_each(?)) GROUP BY source_id",
  );
  const advance = db.prepare("UPDATE sources SET newest = ? WHERE id = ? AND (newest IS NULL OR newest < ?)");
  const selectEvents = db.prepare(`SELECT ${eventColumns} WHERE e.id IN (SELECT value FROM json_each(?))`);
  const selectCursor = db.prepare("SELECT cursor FROM cursors WHERE source = ?").pluck();
  const upsertCursor = db.prepare(
    "INSERT INTO cursors VALUES (?, ?) ON CONFLICT DO UPDATE SET cursor = excluded.cursor",
  );
  const points = sqlitePoints(db, names);
  const findings = sqliteFindings(db, names);

  const append = (events: readonly NewEvent[], processed: boolean): (number | null)[] => {
    const counts = new Map<string, number>();
    const newest = new Map<number, number>();
    const ids = events.map((event) => {
      const source = names.sources(event.source);
      const type = names.eventTypes(event.event_type);
      const time = Date.parse(event.timestamp);
      const user = event.user === null ? null : names.users(event.user);
      const hint = event.severity_hint === null ? null : rankOf(event.severity_hint);
      const raw = JSON.stringify(event.raw_data);
      const result = insertEvent.run(source, event.external_id, time, user, type, hint, processed ? 1 : 0, raw);
      if (result.changes === 0) return null;
      const counter = `${Math.floor(time / hourLength)} ${source} ${type}`;
      counts.set(counter, (counts.get(counter) ?? 0) + 1);
      if (processed) newest.set(source, Math.max(newest.get(source) ?? time, time));
      return Number(result.lastInsertRowid);
    });
    for (const [counter, count] of counts) countEvents.run(...counter.split(" ").map(Number), count);
    for (const [source, time] of newest) advance.run(time, source, time);
    return ids;
  };

  return (changedElsewhere) => ({
    changedElsewhere,
    append: async (events, processed) => append(events, processed),
    unprocessed: async (limit) => (selectUnprocessed.all(limit) as EventRow[]).map(eventOf),
    markProcessed: async (ids) => {
      const list = JSON.stringify(ids);
      markProcessed.run(list);
      for (const { source_id, time } of newestOf.all(list) as { source_id: number; time: number }[]) {
        advance.run(time, source_id, time);
      }
    },
    recall: async (questions) => ({
      points: questions.points.map(points.around),
      counts: questions.counts.map(points.count),
      silent: questions.silent.map(points.silent),
      findings: questions.findings.map(findings.near),
      events:
        questions.events.length === 0
          ? []
          : (selectEvents.all(JSON.stringify(questions.events)) as EventRow[]).map(eventOf),
    }),
    save: async (evaluated, createdAt) => {
      for (const group of evaluated.points) points.add(group);
      for (const group of evaluated.told) points.told(group);
      return findings.save(evaluated, createdAt);
    },
    cursor: async (source) => {
      const text = selectCursor.get(source) as string | undefined;
      return text === undefined ? null : (JSON.parse(text) as unknown);
    },
    setCursor: async (source, cursor) => {
      upsertCursor.run(source, JSON.stringify(cursor ?? null));
    },
  });
}

function sqlitePoints(db: Database.Database, names: SqliteNames) {
  const insert = db.prepare("INSERT INTO points VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  const select = (table: string, condition: string, order: "ASC" | "DESC") =>
    db.prepare(
      `SELECT ${pointColumns} FROM ${table} ${ofGroup} ${condition} ORDER BY timestamp ${order}, tie ${order} LIMIT ?`,
    );
  const back = "AND (timestamp, tie) <= (?, ?) AND timestamp > ?";
  const on = "AND (timestamp, tie) > (?, ?) AND timestamp < ?";
  // Left to itself the planner walks the whole group for one value, as the primary key too is in the wanted order.
  const byValue = "points INDEXED BY points_by_value";
  const all = { before: select("points", back, "DESC"), after: select("points", on, "ASC") };
  const same = {
    before: select(byValue, `AND value = ? ${back}`, "DESC"),
    after: select(byValue, `AND value = ? ${on}`, "ASC"),
  };
  const count = db
    .prepare(
      `SELECT count(*) FROM points WHERE match_set_id = ? AND group_key = ?
       AND (timestamp, tie) > (?, ?) AND (timestamp, tie) <= (?, ?)`,
    )
    .pluck();
  const moveEnd = db.prepare(
    `INSERT INTO group_ends VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET
       source_id = excluded.source_id, timestamp = excluded.timestamp, tie = excluded.tie, event_id = excluded.event_id, told = 0
     WHERE (excluded.timestamp, excluded.tie) > (timestamp, tie)`,
  );
  const silent = db.prepare(
    `SELECT group_key, timestamp AS time, tie, event_id FROM group_ends
     WHERE match_set_id = ? AND source_id = ? AND told = 0
       AND timestamp < (SELECT newest FROM sources WHERE id = ?) - ?`,
  );
  const tell = db.prepare("UPDATE group_ends SET told = 1 WHERE match_set_id = ? AND group_key = ?");
  return {
    add: ({ match_set, group, watched, points }: GroupPoints): void => {
      const set = names.matchSets(match_set);
      for (const { time, tie, event_id, value } of points) insert.run(set, group, time, tie, event_id, value);
      const last = watched ? points.at(-1) : undefined;
      if (!last) return;
      const source = names.sources(sourceOf(last));
      moveEnd.run(set, group, source, last.time, last.tie, last.event_id);
    },
    silent: ({ match_set, source, silence }: HistoryQuestions["silent"][number]) => {
      const id = names.sources(source);
      const rows = silent.all(names.matchSets(match_set), id, id, silence) as (Omit<Point, "value"> & {
        group_key: string;
      })[];
      return rows.map(({ group_key, ...last }) => ({ group: group_key, last: { ...last, value: null } }));
    },
    told: ({ match_set, group }: GroupName): void => {
      tell.run(names.matchSets(match_set), group);
    },
    around: ({ match_set, group, at, value, ...question }: PointQuestion & GroupName): Neighbours => {
      const { before, after } = value === undefined ? all : same;
      const start = [names.matchSets(match_set), group, ...(value === undefined ? [] : [value]), at.time, at.tie];
      const { since = -anyTime, until = anyTime } = question;
      return {
        before: question.before === 0 ? [] : (before.all(...start, since, question.before) as Point[]).reverse(),
        after: question.after === 0 ? [] : (after.all(...start, until, question.after) as Point[]),
      };
    },
    count: ({ match_set, group, after, to }: HistoryQuestions["counts"][number]): number =>
      count.get(names.matchSets(match_set), group, after.time, after.tie, to.time, to.tie) as number,
  };
}

function sqliteFindings(db: Database.Database, names: SqliteNames) {
  const near = db.prepare(
    `SELECT f.*, u.name AS user FROM finding_records f LEFT JOIN users u ON u.id = f.user_id
     WHERE f.rule_version_id = ? AND f.group_key = ? AND f.withdrawn = 0 AND f.timestamp <= ? ORDER BY f.timestamp DESC`,
  );
  const count = db.prepare(
    "INSERT INTO finding_counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
  );
  const columns = [
    ...["rule_version_id", "severity", "description", "timestamp", "user_id", "event_id", "risk_score", "extra_data"],
    ...["withdrawn", "revision", "first_seen", "last_seen", "event_count", "fingerprint", "group_key"],
    ...["anchor_tie", "last_tie", "lead"],
  ];
  const insert = db
    .prepare(
      `INSERT INTO finding_records (${columns.join(", ")}, created_at) VALUES (${columns.map(() => "?").join(", ")}, ?)
       ON CONFLICT DO NOTHING RETURNING id`,
    )
    .pluck();
  const selectLive = db.prepare(
    `SELECT id, rule_version_id, severity, timestamp, revision FROM finding_records WHERE fingerprint = ? AND withdrawn = 0`,
  );
  const update = db.prepare(
    `UPDATE finding_records SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE id = ?`,
  );

  const valuesOf = ({ record }: FindingChange): unknown[] => {
    const { finding, group, anchor_tie, last_tie, lead } = record;
    const { description, event_id, risk_score, withdrawn, revision, event_count, fingerprint } = finding;
    return [
      names.ruleVersions(finding.rule_name, record.rule_version),
      ...[rankOf(finding.severity), description, Date.parse(finding.timestamp)],
      ...[finding.user === null ? null : names.users(finding.user), event_id, risk_score],
      ...[JSON.stringify(finding.extra_data), withdrawn ? 1 : 0, revision],
      ...[Date.parse(finding.first_seen), Date.parse(finding.last_seen), event_count, fingerprint],
      ...[group, anchor_tie, last_tie, lead],
    ];
  };
  const addToCount = ({ record }: FindingChange, time: string, step: number): void => {
    const rule = names.ruleVersions(record.finding.rule_name, record.rule_version);
    count.run(Math.floor(Date.parse(time) / hourLength), rule, rankOf(record.finding.severity), step);
  };

  /**
   * Adds a finding. One that is there already stays as it is (an event came again from somebody who wrote it without
   * an id), unless an earlier version of the rule made it: then this one takes it over.
   */
  const create = (change: FindingChange, createdAt: number): number => {
    const { record } = change;
    const { finding } = record;
    const id = insert.get(...valuesOf(change), createdAt) as number | undefined;
    if (id === undefined) {
      const live = selectLive.get(finding.fingerprint) as LiveRow;
      if (live.rule_version_id === names.ruleVersions(finding.rule_name, record.rule_version)) return live.id;
      const revision = live.revision + 1;
      update.run(...valuesOf({ ...change, record: { ...record, finding: { ...finding, revision } } }), live.id);
      count.run(Math.floor(live.timestamp / hourLength), live.rule_version_id, live.severity, -1);
      addToCount(change, finding.timestamp, 1);
      return live.id;
    }
    addToCount(change, finding.timestamp, 1);
    return id;
  };

  return {
    near: ({ rule_name, rule_version, group, from, to }: HistoryQuestions["findings"][number]): FindingRecord[] => {
      const records: FindingRecord[] = [];
      // Findings of a group never overlap, so the first that ended before `from` is followed by none that did not.
      for (const row of near.iterate(names.ruleVersions(rule_name, rule_version), group, to) as Iterable<RecordRow>) {
        if (row.last_seen < from) break;
        const finding = findingOf({ ...row, rule_name });
        const { id, anchor_tie, last_tie, lead } = row;
        records.unshift({ finding, row: id, rule_version, group, anchor_tie, last_tie, lead });
      }
      return records;
    },
    save: ({ changes }: Evaluated, createdAt: number): number[] => {
      const created: number[] = [];
      for (const change of changes) {
        const { timestamp } = change.record.finding;
        if (change.type === "created") {
          created.push(create(change, createdAt));
        } else {
          update.run(...valuesOf(change), change.record.row);
          addToCount(change, change.moved_from ?? timestamp, -1);
          if (change.type === "amended") addToCount(change, timestamp, 1);
        }
      }
      return created;
    },
  };
}
