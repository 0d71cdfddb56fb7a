import { type RawBuilder, sql } from "kysely";

/** What databases differ in where lists are read. */
export interface ReadsDialect {
  /** A column or value such that the planner looks for no index for it; itself where the planner needs no such help. */
  readonly aside: (expression: RawBuilder<unknown>) => RawBuilder<unknown>;
  /**
   * Whether rows are walked name by name with a bounded subquery for each. Otherwise a join that begins with the names
   * does; the database is to see that it gives the rows in order.
   */
  readonly lateral: boolean;
  /** Whether a bounded count has to name an order for the planner to take it from the index that has it. */
  readonly countsInOrder: boolean;
}

/** A column that must have one of some values; rows without a value have `null`. */
export interface Narrowed {
  readonly column: string;
  readonly values: readonly (number | string | null)[];
}

/** Event time in milliseconds, `to` not included. */
export interface TimeRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** A dictionary whose names a list is sorted by, and the list's column that refers to it. */
export interface NamesOf {
  readonly table: string;
  readonly column: string;
}

/** Part of a list: rows that have something in common, in an order that one index, or one small sort, gives. */
export interface Stretch {
  readonly table: string;
  /** What an index is to be looked up by. */
  readonly sought: readonly Narrowed[];
  /** What is to be looked at row by row. */
  readonly checked: readonly Narrowed[];
  readonly range: TimeRange;
  /** Whether the range is to be looked at row by row too. */
  readonly rangeChecked: boolean;
  /** The first sort key: a column; names in a dictionary, behind which rows are walked; null for time alone. */
  readonly key: string | NamesOf | null;
  /** Whether to sort what is found instead of walking in order. */
  readonly collected: boolean;
  readonly descending: boolean;
  /** Where to go on: the key, where there is one, the time and the number. */
  readonly after:
    | { readonly key?: unknown; readonly time: number; readonly id: number }
    | { readonly name: string }
    | null;
}

/** A row of a stretch, as far as merging needs it. */
export interface Found {
  readonly id: number;
  readonly time: number;
}

interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** The query for a stretch. */
export function stretchQuery(dialect: ReadsDialect, stretch: Stretch, page: Page): RawBuilder<Found> {
  const { aside } = dialect;
  const { table, key, collected, descending } = stretch;
  const walked = typeof key === "object" && key !== null ? key : null;
  if (walked && dialect.lateral && !collected) return walkQuery(aside, { ...stretch, key: walked }, page);
  const keep = collected ? aside : (expression: RawBuilder<unknown>) => expression;
  const keys = [
    ...(walked ? [sql.ref(`${walked.table}.name`)] : typeof key === "string" ? [sql.ref(key)] : []),
    ...[sql.ref(`${table}.timestamp`), sql.ref(`${table}.id`)],
  ].map(keep);
  const where = [...conditionsOf(aside, stretch), ...placeOf(stretch, keys)];
  // The names first: the list's index then gives the rows of each in the order of time. Not so where few rows are sorted.
  const from = walked ? (collected ? [table, walked.table] : [walked.table, table]) : [table];
  if (walked) where.push(sql`${sql.ref(walked.column)} = ${sql.ref(`${walked.table}.id`)}`);
  return sql<Found>`select ${sql.ref(`${table}.id`)} as id, ${sql.ref(`${table}.timestamp`)} as time
    from ${sql.join(
      from.map((one) => sql.table(one)),
      sql` cross join `,
    )}
    ${whereOf(where)} ${orderOf(keys, descending)} limit ${page.limit} offset ${page.offset}`;
}

/** The query for a stretch of rows name by name, of each no more than a page needs. */
function walkQuery(
  aside: ReadsDialect["aside"],
  stretch: Stretch & { readonly key: NamesOf },
  { limit, offset }: Page,
): RawBuilder<Found> {
  const { table, key, descending } = stretch;
  const name = sql.ref(`${key.table}.name`);
  const [time, id] = [sql.ref(`${table}.timestamp`), sql.ref(`${table}.id`)];
  const ofName = sql`${sql.ref(key.column)} = ${sql.ref(`${key.table}.id`)}`;
  const rows = sql`select ${id} as id, ${time} as time from ${sql.table(table)}
    ${whereOf([ofName, ...conditionsOf(aside, stretch)])} ${orderOf([time, id], descending)} limit ${limit + offset}`;
  const found = [name, sql.ref("found.time"), sql.ref("found.id")];
  return sql<Found>`select found.id, found.time from ${sql.table(key.table)} cross join lateral (${rows}) found
    ${whereOf(placeOf(stretch, [name]))} ${orderOf(found, descending)} limit ${limit} offset ${offset}`;
}

function orderOf(keys: readonly RawBuilder<unknown>[], descending: boolean): RawBuilder<unknown> {
  const direction = sql.raw(descending ? "desc" : "asc");
  return sql`order by ${sql.join(keys.map((one) => sql`${one} ${direction}`))}`;
}

/** The query that counts rows, of which it looks at no more than so many; `seen` says how many those were. */
export function countQuery(
  { aside, countsInOrder }: ReadsDialect,
  stretch: Pick<Stretch, "table" | "sought" | "checked" | "range" | "rangeChecked">,
  atMost: number | null,
): RawBuilder<{ readonly count: number; readonly seen: number }> {
  const { table, sought, checked } = stretch;
  const where = whereOf(conditionsOf(aside, { ...stretch, checked: [] }));
  const holds =
    checked.length === 0
      ? sql`1`
      : sql`case when ${sql.join(
          checked.map((one) => isOneOf(sql.ref(one.column), one.values)),
          sql` and `,
        )} then 1 else 0 end`;
  const isOrdered = countsInOrder && sought.every(({ values }) => values.length === 1);
  const order = isOrdered ? orderOf([sql.ref(`${table}.timestamp`)], false) : sql``;
  const limit = atMost === null ? sql`` : sql`${order} limit ${atMost}`;
  return sql`select coalesce(sum(holds), 0) as count, count(*) as seen from
    (select ${holds} as holds from ${sql.table(table)} ${where} ${limit}) as looked_at`;
}

const whereOf = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;

function conditionsOf(
  aside: ReadsDialect["aside"],
  {
    table,
    sought,
    checked,
    range,
    rangeChecked,
  }: Pick<Stretch, "table" | "sought" | "checked" | "range" | "rangeChecked">,
): RawBuilder<unknown>[] {
  const time = rangeChecked ? aside(sql.ref(`${table}.timestamp`)) : sql.ref(`${table}.timestamp`);
  return [
    ...sought.map(({ column, values }) => isOneOf(sql.ref(column), values)),
    ...checked.map(({ column, values }) => isOneOf(aside(sql.ref(column)), values)),
    ...(range.from === undefined ? [] : [sql`${time} >= ${range.from}`]),
    ...(range.to === undefined ? [] : [sql`${time} < ${range.to}`]),
  ];
}

function isOneOf(column: RawBuilder<unknown>, values: Narrowed["values"]): RawBuilder<unknown> {
  if (values.length === 1) return values[0] === null ? sql`${column} is null` : sql`${column} = ${values[0]}`;
  return sql`${column} in (${sql.join([...values])})`;
}

/** The condition for rows behind a place, in the order of the keys. */
function placeOf({ after, descending, key }: Stretch, keys: readonly RawBuilder<unknown>[]): RawBuilder<unknown>[] {
  if (after === null) return [];
  const beyond = sql.raw(descending ? "<" : ">");
  if ("name" in after) return [sql`${keys[0]} ${beyond} ${after.name}`];
  const values = key === null ? [after.time, after.id] : [after.key, after.time, after.id];
  return [sql`(${sql.join([...keys])}) ${beyond} (${sql.join(values)})`];
}
