/** A page's bounds, as the engine takes them. */
export interface PageQuery {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Rows a page: large enough that the reading of it dominates, small enough to hold in memory. */
const pageSize = 1000;

/** A list of any length page by page, in the order of its query, up to `limit` rows (all by default). */
export async function* readPages<Query extends PageQuery, Row>(
  { read, cursorOf }: PageReader<Query, Row>,
  query: Query,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly Row[]> {
  let cursor = query.cursor;
  for (let left = limit; left > 0; ) {
    const size = Math.min(pageSize, left);
    const rows = await read({ ...query, limit: size, ...(cursor === undefined ? {} : { cursor }) });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < size) return;
    left -= rows.length;
    cursor = cursorOf(last, query);
  }
}

/** How a list is read. */
export interface PageReader<Query extends PageQuery, Row> {
  readonly read: (query: Query) => Promise<readonly Row[]>;
  /** The cursor for what comes behind a row. */
  readonly cursorOf: (row: Row, query: Query) => string;
}
