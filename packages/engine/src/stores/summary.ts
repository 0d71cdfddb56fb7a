import type { Kysely } from "kysely";
import type { Severity } from "../event.js";
import type { Summary } from "../query.js";
import { isoOf, severityOf } from "./encoding.js";
import { dayCounters, hourLength, hoursOfDay, type Schema } from "./schema.js";
import { type Tally, tally } from "./tally.js";

/** By day, and by day and severity. */
interface Counts {
  readonly events: Tally;
  readonly findings: Tally;
}

/** From inclusive, to exclusive. */
interface Bounds {
  readonly first: number;
  readonly end: number;
}

/** Totals and counts a day, from the counters; whole hours. Whole days come from their sums, so that years cost little. */
export async function readSummary(
  db: Kysely<Schema>,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<Summary> {
  const first = from === undefined ? -8.64e15 : Math.floor(Date.parse(from) / hourLength);
  const end = to === undefined ? 8.64e15 : Math.ceil(Date.parse(to) / hourLength);
  const days = { first: Math.ceil(first / hoursOfDay), end: Math.floor(end / hoursOfDay) };
  const counts = { events: tally(), findings: tally() };
  if (days.first < days.end) await addDays(db, days, counts);
  const [morning, evening] = [days.first * hoursOfDay, days.end * hoursOfDay];
  await addHours(db, { first, end: Math.min(morning, end) }, counts);
  if (evening >= morning) await addHours(db, { first: evening, end }, counts);
  return summaryOf(counts);
}

async function addDays(db: Kysely<Schema>, { first, end }: Bounds, { events, findings }: Counts): Promise<void> {
  const inside = db.selectFrom("day_counts").where("day", ">=", first).where("day", "<", end);
  const total = inside.where("counter", "=", dayCounters.events).where("key", "=", 0);
  for (const { day, count } of await total.select(["day", "count"]).execute()) events.add([Number(day)], Number(count));
  const severities = inside.where("counter", "=", dayCounters.bySeverity).select(["key", "day", "count"]);
  for (const { key, day, count } of await severities.execute()) findings.add([Number(day), Number(key)], Number(count));
}

async function addHours(db: Kysely<Schema>, { first, end }: Bounds, { events, findings }: Counts): Promise<void> {
  if (first >= end) return;
  const dayOf = (hour: number) => Math.floor(Number(hour) / hoursOfDay);
  const eventRows = await db
    .selectFrom("event_counts")
    .select(["hour", "count"])
    .where("hour", ">=", first)
    .where("hour", "<", end)
    .execute();
  for (const { hour, count } of eventRows) events.add([dayOf(hour)], Number(count));
  const findingRows = await db
    .selectFrom("finding_counts")
    .select(["hour", "severity", "count"])
    .where("hour", ">=", first)
    .where("hour", "<", end)
    .execute();
  for (const { hour, severity, count } of findingRows) findings.add([dayOf(hour), Number(severity)], Number(count));
}

function summaryOf({ events, findings }: Counts): Summary {
  const bySeverity: Record<Severity, number> = { low: 0, medium: 0, high: 0, critical: 0 };
  const byDay = tally();
  for (const [[day = 0, severity = 0], count] of findings.sums()) {
    bySeverity[severityOf(severity)] += count;
    byDay.add([day], count);
  }
  const [events_over_time, findings_over_time] = [perDay(events), perDay(byDay)];
  return {
    total_events: sum(events_over_time),
    total_findings: sum(findings_over_time),
    findings_by_severity: bySeverity,
    events_over_time,
    findings_over_time,
  };
}

const perDay = (days: Tally): Summary["events_over_time"] =>
  [...days.sums()]
    .sort(([[a = 0]], [[b = 0]]) => a - b)
    .map(([[day = 0], count]) => ({ date: isoOf(day * hoursOfDay * hourLength).slice(0, 10), count }));

const sum = (days: Summary["events_over_time"]): number => days.reduce((total, { count }) => total + count, 0);
