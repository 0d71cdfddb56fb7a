/**
 * Where an event stands among all others. Order is (timestamp, source, external id), compared bytewise:
 * nothing that depends on arrival, such as the store's `id`, has a part in it.
 */
export interface Position {
  /** Event time in milliseconds since 1970. */
  readonly time: number;
  /** Source and external id, joined by a tab: no source holds one, and it sorts before all that a source may hold. */
  readonly tie: string;
}

/** Before every event. */
export const beginning: Position = { time: -8.64e15, tie: "" };

/** The part of a {@link Position} that orders events of one moment. */
export function tieOf(event: { readonly source: string; readonly external_id: string }): string {
  return `${event.source}\t${event.external_id}`;
}

/** The source that a tie begins with. */
export function sourceOf({ tie }: Position): string {
  return tie.slice(0, tie.indexOf("\t"));
}

/** Negative, zero or positive, as `Array.sort` wants it. */
export function comparePositions(a: Position, b: Position): number {
  return a.time - b.time || compareBytes(a.tie, b.tie);
}

/** How many of some sorted positions are at or before another. */
export function countUpTo(sorted: readonly Position[], position: Position): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparePositions(sorted[middle] as Position, position) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of some sorted positions lie behind one position, up to and including another. */
export function countBetween(sorted: readonly Position[], after: Position, to: Position): number {
  return Math.max(0, countUpTo(sorted, to) - countUpTo(sorted, after));
}

/**
 * Compares two strings as their UTF-8 bytes would compare, which is also what SQLite and PostgreSQL's "C"
 * collation do. JavaScript compares UTF-16 units, which puts U+E000–U+FFFF behind the surrogates.
 */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return byteRank(x) - byteRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above U+FFFF, so they rank above every other unit. */
function byteRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
