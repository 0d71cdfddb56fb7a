import type { Page } from "../api/client";

/** A page as it stands on the screen, and what has changed since. */
export interface HeldPage<Row> extends Page<Row> {
  /** How many more rows the list has now. */
  readonly news: number;
  /** Whether the list no longer starts, ends or is ordered as shown. */
  readonly outdated: boolean;
}

/**
 * Keeps rows where they are: a row that changed is shown as it is now, in its place; rows that came, left or
 * moved are only announced, until the reader asks for them.
 */
export function heldPage<Row extends { readonly id: number }>(held: Page<Row>, latest: Page<Row>): HeldPage<Row> {
  const sameRows =
    held.rows.length === latest.rows.length && held.rows.every((row, index) => row.id === latest.rows[index]?.id);
  if (sameRows) return { ...latest, news: 0, outdated: false };
  const now = new Map(latest.rows.map((row) => [row.id, row]));
  return {
    rows: held.rows.map((row) => now.get(row.id) ?? row),
    total: held.total,
    more: held.more,
    news: Math.max(0, latest.total - held.total),
    outdated: true,
  };
}
