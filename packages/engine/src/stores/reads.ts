import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import type { Severity, SourceEvent } from "../event.js";
import type { Finding } from "../finding.js";
import type { EventFilter, EventQuery, FindingFilter, FindingQuery, OneOf, Summary } from "../query.js";
import type { StoredFinding } from "../store.js";
import { eventOf, type FindingRow, findingOf, isoOf, rankOf, recordOf, severityOf, statusOf } from "./encoding.js";
import { hourLength, type Schema } from "./schema.js";

/** Rows of a page when none is asked for. */
const defaultLimit = 100;

const eventSortColumns = {
  timestamp: "events.timestamp",
  event_type: "event_types.name",
  user: "users.name",
  source: "sources.name",
} as const;

const findingSortColumns = {
  timestamp: "f.timestamp",
  severity: "f.severity",
  rule_name: "rule_versions.name",
  user: "users.name",
  risk_score: "f.risk_score",
  event_count: "f.event_count",
  status: "f.status",
  created_at: "f.created_at",
} as const;

/** A page of events. */
export async function readEvents(db: Kysely<Schema>, query: EventQuery): Promise<SourceEvent[]> {
  const [column, direction] = sortOf(query.sort, eventSortColumns);
  const rows = await eventsThat(db, query)
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
    .orderBy(column, direction)
    .orderBy("events.id", direction)
    .limit(query.limit ?? defaultLimit)
    .offset(query.offset ?? 0)
    .execute();
  return rows.map(eventOf);
}

/** A page of findings. */
export async function readFindings(db: Kysely<Schema>, query: FindingQuery): Promise<Finding[]> {
  const [column, direction] = sortOf(query.sort, findingSortColumns);
  const rows = await findingsThat(db, query)
    .innerJoin("rule_versions", "rule_versions.id", "f.rule_version_id")
    .leftJoin("users", "users.id", "f.user_id")
    .selectAll("f")
    .select(["rule_versions.name as rule_name", "users.name as user"])
    .orderBy(column, direction)
    .orderBy("f.timestamp", direction)
    .orderBy("f.fingerprint", direction)
    .limit(query.limit ?? defaultLimit)
    .offset(query.offset ?? 0)
    .execute();
  return rows.map(plainFinding);
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
export async function countEvents(db: Kysely<Schema>, filter: EventFilter): Promise<number> {
  const row = await eventsThat(db, filter)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** How many findings there are. */
export async function countFindings(db: Kysely<Schema>, filter: FindingFilter): Promise<number> {
  const row = await findingsThat(db, filter)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Totals and counts a day, from the counters; whole hours. */
export async function readSummary(
  db: Kysely<Schema>,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<Summary> {
  const first = from === undefined ? -8.64e15 : Math.floor(Date.parse(from) / hourLength);
  const end = to === undefined ? 8.64e15 : Math.ceil(Date.parse(to) / hourLength);
  // Division cuts off towards zero, and hours before 1970 are negative.
  const day = sql<number>`(hour - (hour % 24 + 24) % 24) / 24`.as("day");
  const total = sql<number>`sum(count)`.as("count");
  const events = await db
    .selectFrom("event_counts")
    .select([day, total])
    .where("hour", ">=", first)
    .where("hour", "<", end)
    .groupBy("day")
    .having(sql`sum(count)`, ">", 0)
    .orderBy("day")
    .execute();
  const findings = await db
    .selectFrom("finding_counts")
    .select([day, "severity", total])
    .where("hour", ">=", first)
    .where("hour", "<", end)
    .groupBy(["day", "severity"])
    .having(sql`sum(count)`, ">", 0)
    .orderBy("day")
    .execute();
  return summaryOf(events, findings);
}

type Count = { readonly day: number; readonly count: number };

function summaryOf(events: readonly Count[], findings: readonly (Count & { severity: number })[]): Summary {
  const bySeverity: Record<Severity, number> = { low: 0, medium: 0, high: 0, critical: 0 };
  const byDay = new Map<number, number>();
  for (const { day, severity, count } of findings) {
    bySeverity[severityOf(severity)] += Number(count);
    byDay.set(day, (byDay.get(day) ?? 0) + Number(count));
  }
  const perDay = (days: Iterable<readonly [number, number]>) =>
    [...days].map(([day, count]) => ({ date: isoOf(day * 24 * hourLength).slice(0, 10), count }));
  return {
    total_events: sum(events.map(({ count }) => Number(count))),
    total_findings: sum([...byDay.values()]),
    findings_by_severity: bySeverity,
    events_over_time: perDay(events.map(({ day, count }) => [day, Number(count)] as const)),
    findings_over_time: perDay(byDay),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

function eventsThat(db: Kysely<Schema>, filter: EventFilter) {
  return db
    .selectFrom("events")
    .$if(filter.user !== undefined, (q) => q.where("events.user_id", "in", ids("users", filter.user)))
    .$if(filter.event_type !== undefined, (q) =>
      q.where("events.event_type_id", "in", ids("event_types", filter.event_type)),
    )
    .$if(filter.source !== undefined, (q) => q.where("events.source_id", "in", ids("sources", filter.source)))
    .$if(filter.severity !== undefined, (q) =>
      q.where("events.severity_hint", "in", listOf(filter.severity).map(rankOf)),
    )
    .$if(filter.from !== undefined, (q) => q.where("events.timestamp", ">=", Date.parse(filter.from ?? "")))
    .$if(filter.to !== undefined, (q) => q.where("events.timestamp", "<", Date.parse(filter.to ?? "")));
}

function findingsThat(db: Kysely<Schema>, filter: FindingFilter) {
  return db
    .selectFrom("finding_records as f")
    .where("f.withdrawn", "=", filter.withdrawn ? 1 : 0)
    .$if(filter.user !== undefined, (q) => q.where("f.user_id", "in", ids("users", filter.user)))
    .$if(filter.severity !== undefined, (q) => q.where("f.severity", "in", listOf(filter.severity).map(rankOf)))
    .$if(filter.status !== undefined, (q) => q.where("f.status", "in", [...listOf(filter.status)]))
    .$if(filter.rule_name !== undefined, (q) =>
      q.where("f.rule_version_id", "in", ids("rule_versions", filter.rule_name)),
    )
    .$if(filter.event_type !== undefined, (q) =>
      q.where((eb) => completedBy(eb, "event_type_id", ids("event_types", filter.event_type))),
    )
    .$if(filter.source !== undefined, (q) =>
      q.where((eb) => completedBy(eb, "source_id", ids("sources", filter.source))),
    )
    .$if(filter.from !== undefined, (q) => q.where("f.timestamp", ">=", Date.parse(filter.from ?? "")))
    .$if(filter.to !== undefined, (q) => q.where("f.timestamp", "<", Date.parse(filter.to ?? "")));
}

type Dictionary = "users" | "event_types" | "sources" | "rule_versions";

/** The numbers of some names. */
function ids(table: Dictionary, names: OneOf<string> | undefined) {
  return sql<number>`(select id from ${sql.table(table)} where name in (${sql.join([...listOf(names)])}))`;
}

function completedBy(
  eb: ExpressionBuilder<Schema & { f: Schema["finding_records"] }, "f">,
  column: "event_type_id" | "source_id",
  wanted: ReturnType<typeof ids>,
) {
  return eb.exists(
    eb
      .selectFrom("events")
      .select(sql`1`.as("one"))
      .whereRef("events.id", "=", "f.event_id")
      .where(`events.${column}`, "in", wanted),
  );
}

function listOf<T>(oneOf: OneOf<T> | undefined): readonly T[] {
  if (oneOf === undefined) return [];
  return Array.isArray(oneOf) ? oneOf : [oneOf as T];
}

function sortOf<Columns extends Record<string, string>>(
  sort: string | undefined,
  columns: Columns,
): [Columns[keyof Columns], "asc" | "desc"] {
  const key = (sort ?? "-timestamp").replace(/^-/, "") as keyof Columns;
  return [columns[key] as Columns[keyof Columns], sort?.startsWith("-") === false ? "asc" : "desc"];
}
