import type { SourceEvent } from "../event.js";
import type { Neighbours, Point, PointQuestion } from "../kind.js";
import type { FindingRecord, GroupName, HistoryAnswers, HistoryQuestions, ProcessedQuery } from "../store.js";
import { type EventRow, eventOf, type RecordRow, recordOf } from "./encoding.js";
import { type PostgresNames, type Queryable, versionName } from "./postgres-names.js";
import { anyTime, eventColumns, recordColumns } from "./row-sql.js";

/** Reads a page of events that the rules have seen. */
export async function readProcessed(
  db: Queryable,
  { event_types, from, to, after = { time: from, id: 0 }, limit }: ProcessedQuery,
): Promise<SourceEvent[]> {
  const { rows } = await db.query<EventRow>(
    `SELECT ${eventColumns} WHERE e.processed = 1 AND (e.timestamp, e.id) > ($1, $2) AND e.timestamp < $3
       AND ($4::text[] IS NULL OR t.name = ANY($4)) ORDER BY e.timestamp, e.id LIMIT $5`,
    [after.time, after.id, to, event_types ?? null, limit],
  );
  return rows.map(eventOf);
}

/** Of which groups silence is told, and how far sources were. */
export interface Listening {
  readonly partitions: readonly number[];
  /** Times of newest events by the names of sources. */
  readonly newest: ReadonlyMap<string, number>;
}

/**
 * Answers what evaluation asks of the past: one query for each sort of question, however many there are. Silence is that
 * of all groups as sources are now, where nothing else is said.
 */
export async function recall(
  db: Queryable,
  names: PostgresNames,
  questions: HistoryQuestions,
  listening?: Listening,
): Promise<HistoryAnswers> {
  const groups = await groupsOf(db, names, [...questions.groups, ...questions.points, ...questions.counts]);
  return {
    groups: questions.groups.map((name) => groups(name) !== 0),
    points: await recallPoints(db, groups, questions.points),
    counts: await recallCounts(db, groups, questions.counts),
    silent: await recallSilent(db, names, questions.silent, listening),
    findings: await recallFindings(db, names, questions.findings),
    fingerprints: await recallFingerprints(db, questions.fingerprints),
    events: await recallEvents(db, questions.events),
    newest: await recallNewest(db, questions.newest),
  };
}

/** The number of a group, 0 for one that has none. */
export type GroupNumbers = (name: GroupName) => number;

/** Looks up the numbers of some groups. */
export async function groupsOf(
  db: Queryable,
  names: PostgresNames,
  wanted: readonly GroupName[],
): Promise<GroupNumbers> {
  if (wanted.length === 0) return () => 0;
  const sets = await names.matchSets.find(wanted.map(({ match_set }) => match_set));
  const asked = [...new Map(wanted.map((name) => [keyOf(name), name])).values()];
  const { rows } = await db.query<{ id: number; match_set_id: number; group_key: string }>(
    `SELECT g.id, g.match_set_id, g.group_key FROM point_groups g
       JOIN unnest($1::int[], $2::text[]) AS q(match_set_id, group_key) USING (match_set_id, group_key)`,
    [asked.map(({ match_set }) => sets.get(match_set) ?? 0), asked.map(({ group }) => group)],
  );
  const numbers = new Map(rows.map(({ id, match_set_id, group_key }) => [`${match_set_id}\t${group_key}`, id]));
  return ({ match_set, group }) => numbers.get(`${sets.get(match_set) ?? 0}\t${group}`) ?? 0;
}

const keyOf = ({ match_set, group }: GroupName): string => `${match_set}\t${group}`;

type NumberedPoint = Point & { readonly number: number };

async function recallPoints(
  db: Queryable,
  groups: GroupNumbers,
  questions: HistoryQuestions["points"],
): Promise<Neighbours[]> {
  const numbered = questions.map((question, number) => ({ ...question, number, id: groups(question) }));
  const known = numbered.filter(({ id }) => id !== 0);
  const any = known.filter(({ value }) => value === undefined);
  const same = known.filter(({ value }) => value !== undefined);
  const rows = [
    ...(await pointsBefore(db, any, "")),
    ...(await pointsBefore(db, same, ofValue)),
    ...(await pointsAfter(db, any, "")),
    ...(await pointsAfter(db, same, ofValue)),
  ];
  const answers: { before: Point[]; after: Point[] }[] = questions.map(() => ({ before: [], after: [] }));
  for (const { number, side, ...point } of rows) answers[number]?.[side].push(point);
  return answers;
}

type Asked = PointQuestion & { readonly number: number; readonly id: number };
type Neighbour = NumberedPoint & { readonly side: "before" | "after" };

const ofValue = "AND p.sought = 1 AND md5(p.value) = md5(q.value) AND p.value = q.value";

const asked = `unnest($1::int[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::text[])
  AS q(number, group_id, time, tie, bound, count, value)`;

async function pointsBefore(db: Queryable, all: readonly Asked[], condition: string): Promise<Neighbour[]> {
  const questions = all.filter(({ before }) => before > 0);
  const bounds = questions.map(({ since = -anyTime }) => since);
  const counts = questions.map(({ before }) => before);
  return pointsOf(db, questions, { bounds, counts }, [
    "before",
    `p.group_id = q.group_id AND (p.timestamp, p.tie) <= (q.time, q.tie) AND p.timestamp > q.bound ${condition}
     ORDER BY p.timestamp DESC, p.tie DESC`,
  ]);
}

async function pointsAfter(db: Queryable, all: readonly Asked[], condition: string): Promise<Neighbour[]> {
  const questions = all.filter(({ after }) => after > 0);
  const bounds = questions.map(({ until = anyTime }) => until);
  const counts = questions.map(({ after }) => after);
  return pointsOf(db, questions, { bounds, counts }, [
    "after",
    `p.group_id = q.group_id AND (p.timestamp, p.tie) > (q.time, q.tie) AND p.timestamp < q.bound ${condition}
     ORDER BY p.timestamp, p.tie`,
  ]);
}

async function pointsOf(
  db: Queryable,
  questions: readonly Asked[],
  { bounds, counts }: { readonly bounds: readonly number[]; readonly counts: readonly number[] },
  [side, condition]: readonly ["before" | "after", string],
): Promise<Neighbour[]> {
  if (questions.length === 0) return [];
  const { rows } = await db.query<NumberedPoint>(
    `SELECT q.number, n.* FROM ${asked} CROSS JOIN LATERAL (
       SELECT p.timestamp AS time, p.tie, p.event_id, p.value FROM points p WHERE ${condition} LIMIT q.count
     ) n ORDER BY q.number, n.time, n.tie`,
    [
      questions.map(({ number }) => number),
      questions.map(({ id }) => id),
      questions.map(({ at }) => at.time),
      questions.map(({ at }) => at.tie),
      bounds,
      counts.map((count) => Math.min(count, Number.MAX_SAFE_INTEGER)),
      questions.map(({ value }) => value ?? null),
    ],
  );
  return rows.map((row) => ({ ...row, side }));
}

async function recallCounts(
  db: Queryable,
  groups: GroupNumbers,
  questions: HistoryQuestions["counts"],
): Promise<number[]> {
  if (questions.length === 0) return [];
  const { rows } = await db.query<{ number: number; count: number }>(
    `SELECT q.number, (
       SELECT count(*) FROM points p WHERE p.group_id = q.group_id
         AND (p.timestamp, p.tie) > (q.after_time, q.after_tie) AND (p.timestamp, p.tie) <= (q.to_time, q.to_tie)
     ) AS count
     FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[])
       AS q(number, group_id, after_time, after_tie, to_time, to_tie) ORDER BY q.number`,
    [
      questions.map((_, number) => number),
      questions.map(groups),
      questions.map(({ after }) => after.time),
      questions.map(({ after }) => after.tie),
      questions.map(({ to }) => to.time),
      questions.map(({ to }) => to.tie),
    ],
  );
  return rows.map(({ count }) => count);
}

async function recallSilent(
  db: Queryable,
  names: PostgresNames,
  questions: HistoryQuestions["silent"],
  listening?: Listening,
): Promise<HistoryAnswers["silent"]> {
  if (questions.length === 0) return [];
  const sets = await names.matchSets.find(questions.map(({ match_set }) => match_set));
  const { rows } = await db.query<Omit<NumberedPoint, "value"> & { group_key: string }>(
    `SELECT q.number, e.group_key, e.timestamp AS time, e.tie, e.event_id
     FROM unnest($1::int[], $2::int[], $3::text[], $4::bigint[], $5::boolean[], $6::bigint[])
         AS q(number, match_set_id, source, silence, again, newest)
       JOIN sources s ON s.name = q.source
       JOIN group_ends e ON e.match_set_id = q.match_set_id AND e.source_id = s.id
         AND e.timestamp < coalesce(q.newest, s.newest) - q.silence AND (q.again OR e.told = 0)
         AND ($7::int[] IS NULL OR e.partition = ANY($7))
     ORDER BY q.number, e.timestamp, e.tie`,
    [
      questions.map((_, number) => number),
      questions.map(({ match_set }) => sets.get(match_set) ?? 0),
      questions.map(({ source }) => source),
      questions.map(({ silence }) => silence),
      questions.map(({ again }) => again),
      questions.map(({ source }) => listening?.newest.get(source) ?? null),
      listening?.partitions ?? null,
    ],
  );
  const answers: { group: string; last: Point }[][] = questions.map(() => []);
  for (const { number, group_key, ...last } of rows) {
    answers[number]?.push({ group: group_key, last: { ...last, value: null } });
  }
  return answers;
}

/** Findings of a group never overlap, so of those that began before `from` only the last can reach it. */
async function recallFindings(
  db: Queryable,
  names: PostgresNames,
  questions: HistoryQuestions["findings"],
): Promise<FindingRecord[][]> {
  if (questions.length === 0) return [];
  const versions = await names.ruleVersions.find(
    questions.map(({ rule_name, rule_version }) => versionName(rule_name, rule_version)),
  );
  const ofGroup = `i.rule_version_id = q.rule_version_id AND i.group_key = q.group_key AND i.withdrawn = 0`;
  const { rows } = await db.query<RecordRow & { number: number }>(
    `SELECT n.number, ${recordColumns} JOIN (
       SELECT q.number, near.id FROM unnest($1::int[], $2::int[], $3::text[], $4::bigint[], $5::bigint[])
           AS q(number, rule_version_id, group_key, from_time, to_time)
         CROSS JOIN LATERAL (
           SELECT i.id FROM finding_records i WHERE ${ofGroup} AND i.timestamp >= q.from_time AND i.timestamp <= q.to_time
           UNION ALL (
             SELECT last.id FROM (
               SELECT i.id, i.last_seen FROM finding_records i WHERE ${ofGroup} AND i.timestamp < q.from_time
               ORDER BY i.timestamp DESC LIMIT 1
             ) last WHERE last.last_seen >= q.from_time
           )
         ) near
     ) n ON n.id = f.id ORDER BY n.number, f.timestamp, f.id`,
    [
      questions.map((_, number) => number),
      questions.map(({ rule_name, rule_version }) => versions.get(versionName(rule_name, rule_version)) ?? 0),
      questions.map(({ group }) => group),
      questions.map(({ from }) => Math.max(from, -anyTime)),
      questions.map(({ to }) => Math.min(to, anyTime)),
    ],
  );
  const answers: FindingRecord[][] = questions.map(() => []);
  for (const row of rows) answers[row.number]?.push(recordOf(row));
  return answers;
}

async function recallFingerprints(db: Queryable, wanted: readonly string[]): Promise<(FindingRecord | null)[]> {
  if (wanted.length === 0) return [];
  const { rows } = await db.query<RecordRow>(
    `SELECT ${recordColumns} WHERE f.fingerprint = ANY($1::text[]) AND f.withdrawn = 0`,
    [wanted],
  );
  const live = new Map(rows.map((row) => [row.fingerprint, recordOf(row)]));
  return wanted.map((fingerprint) => live.get(fingerprint) ?? null);
}

async function recallEvents(db: Queryable, ids: readonly number[]): Promise<SourceEvent[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<EventRow>(`SELECT ${eventColumns} WHERE e.id = ANY($1::bigint[])`, [ids]);
  return rows.map(eventOf);
}

async function recallNewest(db: Queryable, sources: readonly string[]): Promise<(number | null)[]> {
  if (sources.length === 0) return [];
  const { rows } = await db.query<{ name: string; newest: number | null }>(
    "SELECT name, newest FROM sources WHERE name = ANY($1::text[])",
    [sources],
  );
  const newest = new Map(rows.map((row) => [row.name, row.newest]));
  return sources.map((source) => newest.get(source) ?? null);
}
