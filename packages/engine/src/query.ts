import { z } from "zod";
import { McmError } from "./errors.js";
import { type Severity, severitySchema } from "./event.js";
import { explainIssue } from "./explain-issue.js";
import { type FindingStatus, findingStatuses } from "./finding.js";

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
  /** A requirement that the finding's rule names among its `controls`: `SOC2:CC6.1`. */
  readonly control?: OneOf<string> | undefined;
  readonly withdrawn?: boolean | undefined;
}

/** What a list of events can be sorted by; equal ones by time, then number. Those without a user come last. */
export const eventSorts = ["timestamp", "event_type", "user", "source"] as const;

/** What a list of findings can be sorted by; equal ones by time, then number. Those without a user come last. */
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
  /** Skip this many first; 0 by default. Costs what reading them costs: `cursor` does not. */
  readonly offset?: number | undefined;
  /** Go on behind the row that it was made of: see `cursorOf`. Rows that come meanwhile shift nothing. Not with `offset`. */
  readonly cursor?: string | undefined;
}

/** How many there are. */
export interface Total {
  readonly count: number;
  /** False where counting stopped early: then there are at least so many. */
  readonly exact: boolean;
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

/** A list longer than this is no filter any more. */
const longestList = 1000;

const oneOf = <Schema extends z.ZodType>(one: Schema) =>
  z.union([one, z.array(one).max(longestList, `has more than ${longestList} values; ask for fewer at a time`)]);

const time = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'is not an ISO 8601 time; write it as "2025-01-20T09:00:00Z"',
});

const whole = z.int({ error: "is not usable; it takes a whole number from 0 on" }).min(0, {
  error: "is not usable; it takes a whole number from 0 on",
});

const range = { from: time.optional(), to: time.optional() };

const filter = {
  ...range,
  user: oneOf(z.string()).optional(),
  event_type: oneOf(z.string()).optional(),
  source: oneOf(z.string()).optional(),
  severity: oneOf(severitySchema).optional(),
};

/** Longer than any cursor: users' names, which are in it, are not bounded. */
const longestCursor = 100_000;

const paging = {
  limit: whole.optional(),
  offset: whole.optional(),
  cursor: z.string().max(longestCursor, "is no cursor; take it from the page before, unchanged").optional(),
};

const pagedOneWay = ({ offset, cursor }: { offset?: unknown; cursor?: unknown }) =>
  offset === undefined || cursor === undefined;

const pagedTwice = { path: ["offset"], error: 'excludes "cursor"; leave one of them out' };

const sortBy = (keys: readonly string[]) => z.enum(keys.flatMap((key) => [key, `-${key}`])).optional();

const findingFilter = {
  ...filter,
  rule_name: oneOf(z.string()).optional(),
  status: oneOf(z.enum(findingStatuses)).optional(),
  control: oneOf(z.string()).optional(),
  withdrawn: z.boolean().optional(),
};

/** What queries may hold: the compiler does not see what comes from elsewhere. */
export const querySchemas = {
  eventFilter: z.strictObject(filter),
  findingFilter: z.strictObject(findingFilter),
  events: z.strictObject({ ...filter, ...paging, sort: sortBy(eventSorts) }).refine(pagedOneWay, pagedTwice),
  findings: z.strictObject({ ...findingFilter, ...paging, sort: sortBy(findingSorts) }).refine(pagedOneWay, pagedTwice),
  range: z.strictObject(range),
};

/**
 * Checks a query; returns it unchanged.
 *
 * @throws {McmError} `invalid_query`, naming the field, what it was and what is taken.
 */
export function checkQuery<Query>(schema: z.ZodType, query: Query): Query {
  const result = schema.safeParse(query);
  if (!result.success) throw new McmError("invalid_query", explainIssue(result.error, query, "a query"));
  return query;
}

/** A range in milliseconds; all of time where nothing is said. */
export function momentsOf({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }) {
  return {
    from: from === undefined ? -8.64e15 : Date.parse(from),
    to: to === undefined ? 8.64e15 : Date.parse(to),
  };
}
