import { type Kysely, sql } from "kysely";
import type { Place } from "../cursor.js";
import type { Total } from "../query.js";
import {
  countQuery,
  type Found,
  type NamesOf,
  type Narrowed,
  type ReadsDialect,
  type Stretch,
  stretchQuery,
  type TimeRange,
} from "./list-sql.js";
import type { Schema } from "./schema.js";

/** A list with what narrows it. */
export interface NarrowedList {
  readonly table: "events" | "finding_records";
  /** What holds for the whole list, and stands in every index. */
  readonly always: readonly Narrowed[];
  /** What it is narrowed by, each served by an index in the order of time; those that tell most, as a rule, first. */
  readonly narrowed: readonly Narrowed[];
  /** What is looked at row by row, as no index has it. */
  readonly checked: readonly Narrowed[];
  readonly range: TimeRange;
}

/** How a list is sorted: by time alone, by a column with an index, or by names. */
export type SortKey = null | string | (NamesOf & { readonly nullable: boolean });

/** Which part of a list. */
export interface PageOf {
  readonly key: SortKey;
  readonly descending: boolean;
  readonly after: Place | null;
  readonly limit: number;
  readonly offset: number;
}

interface Reader {
  readonly db: Kysely<Schema>;
  readonly dialect: ReadsDialect;
  readonly list: NarrowedList;
}

/** Up to so many rows are sorted at a page's request; among more, the page is looked for in the order of the sort. */
const sortable = 10_000;

/** Up to so many rows tell which of two filters is the narrower. */
const telling = 1000;

/** Values of one filter, and rows of each, that are merged; beyond, the list is walked in the order of time. */
const mergeable = { values: 64, rows: 20_000 };

/**
 * The numbers of a page's rows, in order. Each filter and each sort has an index; which one to take is decided here and
 * not by the database, which has no statistics and guesses wrong where there are two.
 */
export async function pageIds(
  db: Kysely<Schema>,
  dialect: ReadsDialect,
  list: NarrowedList,
  page: PageOf,
): Promise<number[]> {
  const reader = { db, dialect, list };
  if (list.narrowed.some(({ values }) => values.length === 0)) return [];
  const way = await wayTo(reader, page.key);
  const ids: number[] = [];
  let { offset } = page;
  for (const stretch of await stretchesOf(reader, page, way)) {
    const wanted = page.limit - ids.length;
    if (wanted <= 0) break;
    const found = await read(reader, stretch, { limit: wanted, offset });
    ids.push(...found.map(({ id }) => id));
    if (found.length < wanted && offset > 0) offset = found.length > 0 ? 0 : offset - (await lengthOf(reader, stretch));
  }
  return ids;
}

/** How many rows there are, or that there are at least so many as were counted when `atMost` is reached. */
export async function countRows(
  db: Kysely<Schema>,
  dialect: ReadsDialect,
  list: NarrowedList,
  atMost: number | null,
): Promise<Total> {
  if (list.narrowed.some(({ values }) => values.length === 0)) return { count: 0, exact: true };
  const reader = { db, dialect, list };
  const { sought, checked } = splitBy(list, await narrowest(reader));
  // Rows that are looked at for nothing cost as much as others.
  const bound = atMost === null ? null : (checked.length === 0 ? 1 : 3) * atMost + 1;
  const { count, seen } = await countUpTo(reader, { sought, checked }, bound);
  if (atMost === null || (count <= atMost && seen < (bound ?? 0))) return { count, exact: true };
  return { count: Math.min(count, atMost), exact: false };
}

/** How to get at a list's rows. */
interface Way {
  readonly driver: Narrowed | null;
  /** Whether all rows that the driver leaves are sorted. */
  readonly collected: boolean;
}

async function wayTo(reader: Reader, key: SortKey): Promise<Way> {
  const driver = await narrowest(reader);
  const { from, to } = reader.list.range;
  if (key === null || (driver === null && from === undefined && to === undefined)) return { driver, collected: false };
  const { seen } = await countUpTo(reader, { ...splitBy(reader.list, driver), checked: [] }, sortable + 1);
  return seen > sortable ? { driver: null, collected: false } : { driver, collected: true };
}

/** The filter that leaves the fewest rows; null where there is none. */
async function narrowest(reader: Reader): Promise<Narrowed | null> {
  const [first = null, ...others] = reader.list.narrowed;
  if (first === null || others.length === 0) return first;
  let best = { driver: first, seen: Number.POSITIVE_INFINITY };
  for (const driver of [first, ...others]) {
    const { seen } = await countUpTo(reader, { ...splitBy(reader.list, driver), checked: [] }, telling);
    if (seen < best.seen) best = { driver, seen };
  }
  return best.driver;
}

function splitBy(
  { always, narrowed, checked }: NarrowedList,
  driver: Narrowed | null,
): Pick<Stretch, "sought" | "checked"> {
  return {
    sought: driver ? [...always, driver] : always,
    checked: [...narrowed.filter((one) => one !== driver), ...checked],
  };
}

async function countUpTo(
  { db, dialect, list: { table, range } }: Reader,
  split: Pick<Stretch, "sought" | "checked">,
  atMost: number | null,
): Promise<{ count: number; seen: number }> {
  const { rows } = await countQuery(dialect, { table, range, rangeChecked: false, ...split }, atMost).execute(db);
  return { count: Number(rows[0]?.count ?? 0), seen: Number(rows[0]?.seen ?? 0) };
}

/** The parts of a page's list, in order. Sorted by names, rows that have none come last. */
async function stretchesOf({ db, list }: Reader, { key, descending, after }: PageOf, way: Way): Promise<Stretch[]> {
  const { table, range } = list;
  const { driver, collected } = way;
  const isTime = key === null;
  const walked = { table, range, rangeChecked: !isTime && !collected, ...splitBy(list, driver), collected, descending };
  if (isTime) return [{ ...walked, key, after }];
  if (typeof key === "string") return [{ ...walked, key: `${table}.${key}`, after }];
  const { column, table: names, nullable } = key;
  const of = (value: number | null): Stretch => {
    const part = { column, values: [value] };
    const split = collected ? { checked: [...walked.checked, part] } : { sought: [...walked.sought, part] };
    return { ...walked, rangeChecked: false, ...split, key: null, after: null };
  };
  const beyond: Stretch = { ...walked, key, after: after && { name: String(after.key) } };
  const nameless = nullable ? [of(null)] : [];
  if (after === null) return [beyond, ...nameless];
  if (after.key === null) return nameless.map((one) => ({ ...one, after }));
  const id = await idOf(db, names, String(after.key));
  return [...(id === null ? [] : [{ ...of(id), after }]), beyond, ...nameless];
}

async function idOf(db: Kysely<Schema>, table: string, name: string): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`select id from ${sql.table(table)} where name = ${name}`.execute(db);
  return rows[0] ? Number(rows[0].id) : null;
}

async function read(reader: Reader, stretch: Stretch, page: { limit: number; offset: number }): Promise<Found[]> {
  const driver = reader.list.narrowed.find((one) => stretch.sought.includes(one));
  const isMerged = driver && driver.values.length > 1 && stretch.key === null && !stretch.collected;
  if (!isMerged) return rowsOf(reader, stretch, page);
  const rows = page.limit + page.offset;
  if (driver.values.length > mergeable.values || rows > mergeable.rows) {
    const sought = stretch.sought.filter((one) => one !== driver);
    return rowsOf(reader, { ...stretch, sought, checked: [driver, ...stretch.checked] }, page);
  }
  const sign = stretch.descending ? -1 : 1;
  const found: Found[] = [];
  for (const value of driver.values) {
    const sought = stretch.sought.map((one) => (one === driver ? { ...one, values: [value] } : one));
    found.push(...(await rowsOf(reader, { ...stretch, sought }, { limit: rows, offset: 0 })));
  }
  found.sort((a, b) => sign * (a.time - b.time || a.id - b.id));
  return found.slice(page.offset, rows);
}

async function rowsOf(
  { db, dialect }: Reader,
  stretch: Stretch,
  page: { limit: number; offset: number },
): Promise<Found[]> {
  const { rows } = await stretchQuery(dialect, stretch, page).execute(db);
  return rows.map(({ id, time }) => ({ id: Number(id), time: Number(time) }));
}

/** How many rows a stretch has, for skipping it. */
async function lengthOf(reader: Reader, { sought, checked, key, range }: Stretch): Promise<number> {
  // Names stand for all rows that have one.
  const { rows } = await countQuery(
    reader.dialect,
    { table: reader.list.table, range, rangeChecked: false, sought, checked },
    null,
  ).execute(reader.db);
  const all = Number(rows[0]?.count ?? 0);
  if (key === null || typeof key === "string") return all;
  const nameless = { column: key.column, values: [null] };
  const without = await countUpTo(reader, { sought: [...sought, nameless], checked }, null);
  return all - without.count;
}
