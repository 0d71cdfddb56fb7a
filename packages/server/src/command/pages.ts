/** A page's bounds, as the engine takes them. */
export interface PageQuery {
  readonly sort?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** Rows a page: large enough that the reading of it dominates, small enough to hold in memory. */
const pageSize = 1000;

/**
 * A list of any length page by page, in the order of its query, up to `limit` rows (all by default).
 *
 * In order of time the next page starts at the last row's time and skips the rows of that very time that were
 * read already: skipping all rows before it would make a long list cost the square of its length.
 */
export async function* readPages<Query extends PageQuery, Row extends { readonly timestamp: string }>(
  read: (query: Query) => Promise<readonly Row[]>,
  query: Query,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly Row[]> {
  let next: PageQuery = { ...query, offset: 0 };
  for (let left = limit; left > 0; ) {
    const size = Math.min(pageSize, left);
    const rows = await read({ ...query, ...next, limit: size });
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    left -= rows.length;
    next = following(next, rows);
  }
}

function following(page: PageQuery, rows: readonly { readonly timestamp: string }[]): PageQuery {
  const { sort = "-timestamp", offset = 0 } = page;
  const last = rows.at(-1)?.timestamp ?? "";
  const skipping = { ...page, offset: offset + rows.length };
  if (sort !== "timestamp" && sort !== "-timestamp") return skipping;
  const bound = sort === "timestamp" ? { from: last } : { to: justAfter(last) };
  if (page.from === (bound.from ?? page.from) && page.to === (bound.to ?? page.to)) return skipping;
  return { ...page, ...bound, offset: rows.filter(({ timestamp }) => timestamp === last).length };
}

const justAfter = (time: string) => new Date(Date.parse(time) + 1).toISOString();
