import { type FindingQuery, findingSorts, type Severity, type Sort, severities } from "@mcm/engine";

/** Rows on a page of the table. */
export const pageSize = 25;

/** What a list of findings can be sorted by. */
export type FindingSort = (typeof findingSorts)[number];

/** What the table shows: kept in the address, so that it can be shared, reloaded and gone back to. */
export interface View {
  /** Only these; all when empty. In the order of {@link severities}. */
  readonly severity: readonly Severity[];
  readonly user: string | null;
  readonly rule_name: string | null;
  /** First UTC day, `2025-01-20`, or null for no bound. */
  readonly from: string | null;
  /** The UTC day after the last one, or null for no bound. */
  readonly to: string | null;
  readonly sort: Sort<FindingSort>;
  /** From 1. */
  readonly page: number;
}

/** Every finding, newest first. */
export const everything: View = {
  severity: [],
  user: null,
  rule_name: null,
  from: null,
  to: null,
  sort: "-timestamp",
  page: 1,
};

/** The view that an address asks for; what it says wrongly counts as not said. */
export function parseView(search: string): View {
  const params = new URLSearchParams(search);
  const wanted = params.getAll("severity");
  const page = Number(params.get("page"));
  return {
    severity: severities.filter((severity) => wanted.includes(severity)),
    user: params.get("user") || null,
    rule_name: params.get("rule_name") || null,
    from: dayIn(params.get("from")),
    to: dayIn(params.get("to")),
    sort: sorts.find((sort) => sort === params.get("sort")) ?? everything.sort,
    page: Number.isSafeInteger(page) && page > 0 && page <= lastPage ? page : 1,
  };
}

/** The search part of a view's address, with only what differs from {@link everything}; the inverse of {@link parseView}. */
export function searchOfView(view: View): string {
  const params = new URLSearchParams();
  for (const severity of view.severity) params.append("severity", severity);
  for (const key of ["user", "rule_name", "from", "to"] as const) if (view[key]) params.set(key, view[key]);
  if (view.sort !== everything.sort) params.set("sort", view.sort);
  if (view.page !== 1) params.set("page", String(view.page));
  return params.size === 0 ? "" : `?${params}`;
}

/** What to ask the server for, to show a view. */
export function queryOfView({ severity, user, rule_name, from, to, sort, page }: View): FindingQuery {
  return {
    ...(severity.length > 0 && { severity }),
    ...(user !== null && { user }),
    ...(rule_name !== null && { rule_name }),
    ...(from !== null && { from: midnight(from) }),
    ...(to !== null && { to: midnight(to) }),
    sort,
    limit: pageSize,
    offset: (page - 1) * pageSize,
  };
}

/** A view with something changed, from its first page unless the page is what changed. */
export function changed(view: View, change: Partial<View>): View {
  return { ...view, page: 1, ...change };
}

/** A view of everything, in the same order. */
export function withoutFilters(view: View): View {
  return { ...everything, sort: view.sort };
}

/** Whether a view leaves anything out. */
export function isFiltered({ severity, user, rule_name, from, to }: View): boolean {
  return severity.length > 0 || user !== null || rule_name !== null || from !== null || to !== null;
}

/** The same column the other way round; another column in the direction that is read first. */
export function sortedBy(current: Sort<FindingSort>, key: FindingSort): Sort<FindingSort> {
  if (current === key) return `-${key}`;
  if (current === `-${key}`) return key;
  return largestFirst.has(key) ? `-${key}` : key;
}

/** A day's first instant, as the API takes times. */
export const midnight = (day: string) => `${day}T00:00:00.000Z`;

// The API skips at most a billion rows.
const lastPage = 1_000_000_000 / pageSize;

const largestFirst: ReadonlySet<FindingSort> = new Set([
  "timestamp",
  "severity",
  "risk_score",
  "event_count",
  "created_at",
]);

/** Every order a list of findings can have. */
export const sorts = findingSorts.flatMap((key): Sort<FindingSort>[] => [`-${key}`, key]);

function dayIn(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const time = Date.parse(midnight(text));
  // Date.parse reads 2025-02-31 as 3 March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : null;
}
