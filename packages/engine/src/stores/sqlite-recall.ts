import type Database from "better-sqlite3";
import type { SourceEvent } from "../event.js";
import type { Neighbours, Point, PointQuestion } from "../kind.js";
import type { FindingRecord, GroupName, HistoryAnswers, HistoryQuestions, ProcessedQuery } from "../store.js";
import { type EventRow, eventOf, type RecordRow, recordOf } from "./encoding.js";
import { anyTime, eventColumns, recordColumns } from "./row-sql.js";
import type { SqliteNames } from "./sqlite-names.js";

const pointColumns = "timestamp AS time, tie, event_id, value";

/**
 * A parameter in an equality, or the limit, of a sorted query. Bound as it is, SQLite compiles such a query anew at each call, which
 * takes ten times as long as answering it.
 */
const bound = "(SELECT ?)";

const ofGroup = `WHERE group_id = ${bound}`;

/** Reads pages of events that the rules have seen. */
export function processedReader(db: Database.Database): (query: ProcessedQuery) => SourceEvent[] {
  const select = (condition: string) =>
    db.prepare(
      `SELECT ${eventColumns} WHERE e.processed = 1 AND (e.timestamp, e.id) > (?, ?) AND e.timestamp < ? ${condition}
       ORDER BY e.timestamp, e.id LIMIT ?`,
    );
  const ofAny = select("");
  const ofTypes = select("AND t.name IN (SELECT value FROM json_each(?))");
  return ({ event_types, from, to, after = { time: from, id: 0 }, limit }) => {
    const bounds = [after.time, after.id, to];
    const rows = event_types ? ofTypes.all(...bounds, JSON.stringify(event_types), limit) : ofAny.all(...bounds, limit);
    return (rows as EventRow[]).map(eventOf);
  };
}

/**
 * Answers what evaluation asks of the past. Every statement is prepared once; small queries are cheap here, as they
 * never leave the process, so a set of questions is answered by one seek each.
 */
export function sqliteRecall(
  db: Database.Database,
  names: SqliteNames,
): (questions: HistoryQuestions) => HistoryAnswers {
  const points = recallPoints(db, names);
  const findings = recallFindings(db, names);
  const events = db.prepare(`SELECT ${eventColumns} WHERE e.id IN (SELECT value FROM json_each(?))`);
  const newest = db.prepare("SELECT newest FROM sources WHERE id = ?").pluck();
  return (questions) => ({
    points: questions.points.map(points.around),
    counts: questions.counts.map(points.count),
    groups: questions.groups.map((name) => points.find(name) !== 0),
    silent: questions.silent.map(points.silent),
    findings: questions.findings.map(findings.near),
    fingerprints: questions.fingerprints.map(findings.live),
    events:
      questions.events.length === 0 ? [] : (events.all(JSON.stringify(questions.events)) as EventRow[]).map(eventOf),
    newest: questions.newest.map(
      (source) => (newest.get(names.sources.find(source)) as number | null | undefined) ?? null,
    ),
  });
}

function recallPoints(db: Database.Database, names: SqliteNames) {
  const select = (table: string, condition: string, order: "ASC" | "DESC") =>
    db.prepare(
      `SELECT ${pointColumns} FROM ${table} ${ofGroup} ${condition} ORDER BY timestamp ${order}, tie ${order} LIMIT ${bound}`,
    );
  const back = "AND (timestamp, tie) <= (?, ?) AND timestamp > ?";
  const on = "AND (timestamp, tie) > (?, ?) AND timestamp < ?";
  // Left to itself the planner walks the whole group for one value, as the primary key too is in the wanted order.
  const byValue = "points INDEXED BY points_by_value";
  const all = { before: select("points", back, "DESC"), after: select("points", on, "ASC") };
  const same = {
    before: select(byValue, `AND sought = 1 AND value = ${bound} ${back}`, "DESC"),
    after: select(byValue, `AND sought = 1 AND value = ${bound} ${on}`, "ASC"),
  };
  const count = db
    .prepare(`SELECT count(*) FROM points ${ofGroup} AND (timestamp, tie) > (?, ?) AND (timestamp, tie) <= (?, ?)`)
    .pluck();
  const find = ({ match_set, group }: GroupName): number => names.groups.find(names.matchSets.find(match_set), group);
  const selectSilent = (condition: string) =>
    db.prepare(
      `SELECT group_key, timestamp AS time, tie, event_id FROM group_ends
       WHERE match_set_id = ? AND source_id = ? AND timestamp < (SELECT newest FROM sources WHERE id = ?) - ? ${condition}`,
    );
  const silent = { untold: selectSilent("AND told = 0"), any: selectSilent("") };
  return {
    silent: ({ match_set, source, silence, again }: HistoryQuestions["silent"][number]) => {
      const id = names.sources.find(source);
      const rows = silent[again ? "any" : "untold"].all(names.matchSets.find(match_set), id, id, silence) as (Omit<
        Point,
        "value"
      > & { group_key: string })[];
      return rows.map(({ group_key, ...last }) => ({ group: group_key, last: { ...last, value: null } }));
    },
    find,
    around: ({ match_set, group, at, value, ...question }: PointQuestion & GroupName): Neighbours => {
      const id = find({ match_set, group });
      if (id === 0) return { before: [], after: [] };
      const { before, after } = value === undefined ? all : same;
      const start = [id, ...(value === undefined ? [] : [value]), at.time, at.tie];
      const { since = -anyTime, until = anyTime } = question;
      return {
        before: question.before === 0 ? [] : (before.all(...start, since, question.before) as Point[]).reverse(),
        after: question.after === 0 ? [] : (after.all(...start, until, question.after) as Point[]),
      };
    },
    count: ({ match_set, group, after, to }: HistoryQuestions["counts"][number]): number =>
      count.get(find({ match_set, group }), after.time, after.tie, to.time, to.tie) as number,
  };
}

function recallFindings(db: Database.Database, names: SqliteNames) {
  const near = db.prepare(
    `SELECT ${recordColumns}
     WHERE f.rule_version_id = ${bound} AND f.group_key = ${bound} AND f.withdrawn = 0 AND f.timestamp <= ?
     ORDER BY f.timestamp DESC`,
  );
  const live = db.prepare(`SELECT ${recordColumns} WHERE f.fingerprint = ? AND f.withdrawn = 0`);
  return {
    near: ({ rule_name, rule_version, group, from, to }: HistoryQuestions["findings"][number]): FindingRecord[] => {
      const records: FindingRecord[] = [];
      // Findings of a group never overlap, so the first that ended before `from` is followed by none that did not.
      for (const row of near.iterate(
        names.ruleVersions.find(rule_name, rule_version),
        group,
        to,
      ) as Iterable<RecordRow>) {
        if (row.last_seen < from) break;
        records.unshift(recordOf(row));
      }
      return records;
    },
    live: (fingerprint: string): FindingRecord | null => {
      const row = live.get(fingerprint) as RecordRow | undefined;
      return row ? recordOf(row) : null;
    },
  };
}
