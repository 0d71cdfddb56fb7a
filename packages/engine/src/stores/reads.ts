import type { Kysely } from "kysely";
import { placeOf } from "../cursor.js";
import type { SourceEvent } from "../event.js";
import type { Finding } from "../finding.js";
import type { EventFilter, EventQuery, FindingFilter, FindingQuery, OneOf, Total } from "../query.js";
import type { StoredFinding } from "../store.js";
import { type Counting, countList } from "./count-rows.js";
import { eventOf, type FindingRow, findingOf, isoOf, rankOf, recordOf, statusOf } from "./encoding.js";
import { type NarrowedList, type PageOf, pageIds, type SortKey } from "./list-pages.js";
import type { Narrowed, ReadsDialect } from "./list-sql.js";
import type { Schema } from "./schema.js";

/** Rows of a page when none is asked for. */
const defaultLimit = 100;

/** Rows fetched by their numbers at a time. */
const fetched = 1000;

const eventSorts: Readonly<Record<string, SortKey>> = {
  timestamp: null,
  event_type: { table: "event_types", column: "events.event_type_id", nullable: false },
  user: { table: "users", column: "events.user_id", nullable: true },
  source: { table: "sources", column: "events.source_id", nullable: false },
};

const findingSorts: Readonly<Record<string, SortKey>> = {
  timestamp: null,
  severity: "severity",
  rule_name: { table: "rules", column: "finding_records.rule_id", nullable: false },
  user: { table: "users", column: "finding_records.user_id", nullable: true },
  risk_score: "risk_score",
  event_count: "event_count",
  status: "status",
  created_at: "created_at",
};

/** A page of events. */
export async function readEvents(db: Kysely<Schema>, query: EventQuery, dialect: ReadsDialect): Promise<SourceEvent[]> {
  const { cursor, sort } = query;
  const after = cursor === undefined ? null : placeOf("events", { cursor, sort });
  const ids = await pageIds(db, dialect, await eventsThat(db, query), pageOf(query, eventSorts, after));
  const rows = await inSteps(ids, (some) =>
    db
      .selectFrom("events")
      .innerJoin("sources", "sources.id", "events.source_id")
      .innerJoin("event_types", "event_types.id", "events.event_type_id")
      .leftJoin("users", "users.id", "events.user_id")
      .select([
        "events.id",
        "events.external_id",
        "sources.name as source",
        "events.timestamp",
        "users.name as user",
        "event_types.name as event_type",
        "events.severity_hint",
        "events.raw_data",
        "events.processed",
      ])
      .where("events.id", "in", [...some])
      .execute(),
  );
  return inOrder(ids, rows).map(eventOf);
}

/** A page of findings. */
export async function readFindings(db: Kysely<Schema>, query: FindingQuery, dialect: ReadsDialect): Promise<Finding[]> {
  const { cursor, sort } = query;
  const after = cursor === undefined ? null : placeOf("findings", { cursor, sort });
  const ids = await pageIds(db, dialect, await findingsThat(db, query), pageOf(query, findingSorts, after));
  const rows = await inSteps(ids, (some) =>
    db
      .selectFrom("finding_records as f")
      .innerJoin("rule_versions", "rule_versions.id", "f.rule_version_id")
      .leftJoin("users", "users.id", "f.user_id")
      .selectAll("f")
      .select(["rule_versions.name as rule_name", "users.name as user"])
      .where("f.id", "in", [...some])
      .execute(),
  );
  return inOrder(ids, rows).map(plainFinding);
}

function pageOf(
  { sort = "-timestamp", limit = defaultLimit, offset = 0 }: EventQuery | FindingQuery,
  sorts: Readonly<Record<string, SortKey>>,
  after: PageOf["after"],
): PageOf {
  return { key: sorts[sort.replace("-", "")] ?? null, descending: sort.startsWith("-"), after, limit, offset };
}

async function inSteps<Row>(
  ids: readonly number[],
  fetch: (some: readonly number[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < ids.length; from += fetched) rows.push(...(await fetch(ids.slice(from, from + fetched))));
  return rows;
}

/** Rows in the order of their numbers in a list; what is gone since the list was made is left out. */
function inOrder<Row extends { readonly id: number }>(ids: readonly number[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [Number(row.id), row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** A finding by its number, with what its explanation needs. */
export async function readRecord(db: Kysely<Schema>, id: number): Promise<StoredFinding | null> {
  const row = await db
    .selectFrom("finding_records as f")
    .innerJoin("rule_versions", "rule_versions.id", "f.rule_version_id")
    .leftJoin("users", "users.id", "f.user_id")
    .selectAll("f")
    .select(["rule_versions.name as rule_name", "rule_versions.version as rule_version", "users.name as user"])
    .where("f.id", "=", id)
    .executeTakeFirst();
  return row ? { ...recordOf(row), finding: plainFinding(row) } : null;
}

function plainFinding(row: FindingRow & { readonly created_at: number; readonly status: string }): Finding {
  const { rule_name, severity, description, timestamp, ...rest } = findingOf(row);
  const created_at = isoOf(row.created_at);
  return { id: row.id, rule_name, severity, description, timestamp, created_at, status: statusOf(row.status), ...rest };
}

/** How many events there are. */
export async function countEvents(db: Kysely<Schema>, filter: EventFilter, counting: Counting): Promise<Total> {
  return countList(db, await eventsThat(db, filter), counting);
}

/** How many findings there are. */
export async function countFindings(db: Kysely<Schema>, filter: FindingFilter, counting: Counting): Promise<Total> {
  return countList(db, await findingsThat(db, filter), counting);
}

async function eventsThat(db: Kysely<Schema>, filter: EventFilter): Promise<NarrowedList> {
  const narrowed = [
    await named(db, "users", "events.user_id", filter.user),
    await named(db, "event_types", "events.event_type_id", filter.event_type),
    await named(db, "sources", "events.source_id", filter.source),
    valued("events.severity_hint", filter.severity, rankOf),
  ];
  return { table: "events", always: [], narrowed: narrowed.flat(), checked: [], range: rangeOf(filter) };
}

async function findingsThat(db: Kysely<Schema>, filter: FindingFilter): Promise<NarrowedList> {
  const controls = await controlled(db, filter.control);
  const narrowed = [
    await named(db, "users", "finding_records.user_id", filter.user),
    await named(db, "rules", "finding_records.rule_id", filter.rule_name),
    controls.rules,
    await named(db, "event_types", "finding_records.event_type_id", filter.event_type),
    await named(db, "sources", "finding_records.source_id", filter.source),
    valued("finding_records.status", filter.status, (status) => status),
    valued("finding_records.severity", filter.severity, rankOf),
  ];
  const always = [{ column: "finding_records.withdrawn", values: [filter.withdrawn ? 1 : 0] }];
  const list = { always, narrowed: narrowed.flat(), checked: controls.versions, range: rangeOf(filter) };
  return { table: "finding_records", ...list };
}

function rangeOf({ from, to }: EventFilter | FindingFilter) {
  return { from: from === undefined ? undefined : Date.parse(from), to: to === undefined ? undefined : Date.parse(to) };
}

type Dictionary = "users" | "event_types" | "sources" | "rules";

/** A filter by name, as the names' numbers: the planner uses an index's order only for a number that it is given. */
async function named(
  db: Kysely<Schema>,
  table: Dictionary,
  column: string,
  names: OneOf<string> | undefined,
): Promise<Narrowed[]> {
  if (names === undefined) return [];
  const rows = await db.selectFrom(table).select("id").where("name", "in", listOf(names)).execute();
  return [{ column, values: rows.map(({ id }) => Number(id)) }];
}

/** Controls are their rule's, so a finding has those of its rule's version. */
async function controlled(
  db: Kysely<Schema>,
  controls: OneOf<string> | undefined,
): Promise<{ readonly rules: Narrowed[]; readonly versions: Narrowed[] }> {
  if (controls === undefined) return { rules: [], versions: [] };
  const rows = await db
    .selectFrom("rule_controls")
    .innerJoin("rule_versions", "rule_versions.id", "rule_controls.rule_version_id")
    .innerJoin("rules", "rules.name", "rule_versions.name")
    .select(["rule_versions.id as version", "rules.id as rule"])
    .where("rule_controls.control", "in", listOf(controls))
    .distinct()
    .execute();
  const numbers = (key: "version" | "rule") => [...new Set(rows.map((row) => Number(row[key])))];
  return {
    rules: [{ column: "finding_records.rule_id", values: numbers("rule") }],
    versions: [{ column: "finding_records.rule_version_id", values: numbers("version") }],
  };
}

function valued<T extends string>(
  column: string,
  wanted: OneOf<T> | undefined,
  stored: (value: T) => string | number,
): Narrowed[] {
  return wanted === undefined ? [] : [{ column, values: [...new Set(listOf(wanted).map(stored))] }];
}

function listOf<T>(oneOf: OneOf<T>): readonly T[] {
  return Array.isArray(oneOf) ? [...new Set(oneOf as readonly T[])] : [oneOf as T];
}
