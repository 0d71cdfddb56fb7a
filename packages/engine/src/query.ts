import { McmError } from "./errors.js";
import type { Severity } from "./event.js";
import type { FindingStatus } from "./finding.js";

/** One value, or any of several. */
export type OneOf<T> = T | readonly T[];

/** What both lists can be narrowed by. */
interface CommonFilter {
  readonly user?: OneOf<string> | undefined;
  /** For findings: the type of the event that completed them. */
  readonly event_type?: OneOf<string> | undefined;
  /** For findings: the source of the event that completed them. */
  readonly source?: OneOf<string> | undefined;
  /** Event time, inclusive; ISO 8601. */
  readonly from?: string | undefined;
  /** Event time, exclusive; ISO 8601. */
  readonly to?: string | undefined;
}

/** Which events; everything given must hold. */
export interface EventFilter extends CommonFilter {
  /** The event's `severity_hint`. */
  readonly severity?: OneOf<Severity> | undefined;
}

/** Which findings; everything given must hold. Withdrawn ones only with `withdrawn: true`. */
export interface FindingFilter extends CommonFilter {
  readonly severity?: OneOf<Severity> | undefined;
  readonly rule_name?: OneOf<string> | undefined;
  readonly status?: OneOf<FindingStatus> | undefined;
  readonly withdrawn?: boolean | undefined;
}

/** What a list of events can be sorted by. */
export const eventSorts = ["timestamp", "event_type", "user", "source"] as const;

/** What a list of findings can be sorted by. */
export const findingSorts = [
  "timestamp",
  "severity",
  "rule_name",
  "user",
  "risk_score",
  "event_count",
  "status",
  "created_at",
] as const;

/** A sort key; with "-" in front, descending. */
export type Sort<Key extends string> = Key | `-${Key}`;

interface Paging {
  /** At most this many; 100 by default. */
  readonly limit?: number | undefined;
  /** Skip this many first; 0 by default. */
  readonly offset?: number | undefined;
}

/** A page of events, newest first by default. */
export interface EventQuery extends EventFilter, Paging {
  readonly sort?: Sort<(typeof eventSorts)[number]> | undefined;
}

/** A page of findings, newest first by default. */
export interface FindingQuery extends FindingFilter, Paging {
  readonly sort?: Sort<(typeof findingSorts)[number]> | undefined;
}

/** Counts a day, oldest first; a day on which nothing happened is not listed. */
export interface DayCount {
  /** UTC day, `2025-01-20`. */
  readonly date: string;
  readonly count: number;
}

/** What happened, in numbers. */
export interface Summary {
  readonly total_events: number;
  readonly total_findings: number;
  readonly findings_by_severity: Readonly<Record<Severity, number>>;
  readonly events_over_time: readonly DayCount[];
  readonly findings_over_time: readonly DayCount[];
}

/** The part of a query that says when. */
interface Range {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * Checks what the compiler cannot see of a query; returns it unchanged.
 *
 * @throws {McmError} `invalid_query`, naming the field, what it was and what is taken.
 */
export function checkQuery<Query extends Range & Paging>(query: Query): Query {
  momentsOf(query);
  for (const name of ["limit", "offset"] as const) {
    const value = query[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= 0)) {
      throw new McmError("invalid_query", `"${name}" is ${JSON.stringify(value)}; it takes a whole number from 0 on`);
    }
  }
  return query;
}

/**
 * A range in milliseconds; all of time where nothing is said.
 *
 * @throws {McmError} `invalid_query`
 */
export function momentsOf({ from, to }: Range): { readonly from: number; readonly to: number } {
  return { from: momentOf("from", from) ?? -8.64e15, to: momentOf("to", to) ?? 8.64e15 };
}

function momentOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new McmError(
    "invalid_query",
    `"${name}" is ${JSON.stringify(text)}, not an ISO 8601 time; write it as "2025-01-20T09:00:00Z"`,
  );
}
