import type { Hit, Judged, Point } from "../kind.js";
import { comparePositions, type Position } from "../order.js";
import type { FindingRecord } from "../store.js";
import { type Span, spanOfHit } from "./span.js";

/** What a group's findings have become. */
export interface United {
  /** All of them, oldest first; those that changed differ from what is stored of them. */
  readonly spans: readonly Span[];
  readonly withdrawn: readonly { readonly stored: FindingRecord; readonly reason: string }[];
}

/** A hit that has a verdict. */
interface Verdict {
  readonly point: Point;
  readonly hit: Hit | null;
}

/**
 * Brings findings that are one per hit to what the verdicts say: new hits are findings, unmade ones are withdrawn.
 */
export function settleSingles(judged: readonly Judged[], old: readonly Span[]): United {
  const spans: Span[] = [];
  const withdrawn: { stored: FindingRecord; reason: string }[] = [];
  const verdicts = judged.filter((one): one is Verdict => one.hit !== undefined);
  for (const { point, hit } of verdicts) {
    const existing = old.find((span) => comparePositions(span.anchor, point) === 0);
    if (hit) spans.push({ ...spanOfHit(point, hit), stored: existing?.stored ?? null });
    else if (existing?.stored) withdrawn.push({ stored: existing.stored, reason: "a late event changed the outcome" });
  }
  return { spans, withdrawn };
}

/**
 * Unites hits less than `gap` apart with the findings that are there. Existing hits never stop being hits, so
 * findings only come, grow and merge; of a merger the earliest one's row stays, and the others are withdrawn.
 */
export function uniteHits(
  judged: readonly Judged[],
  { old, fresh, gap }: { readonly old: readonly Span[]; readonly fresh: readonly Point[]; readonly gap: number },
): United {
  const known = judged.map(({ point }) => point);
  const grown = old.map((span) => ({ ...span, count: span.count + countWithin(fresh, span.anchor, span.last) }));
  const hits = judged.flatMap(({ point, hit }) => (hit && !grown.some(covers(point)) ? [spanOfHit(point, hit)] : []));
  const spans: Span[] = [];
  const withdrawn: { stored: FindingRecord; reason: string }[] = [];
  for (const next of [...grown, ...hits].sort((a, b) => comparePositions(a.anchor, b.anchor))) {
    const current = spans.at(-1);
    if (!current || next.anchor.time - current.last.time >= gap) {
      spans.push(next);
      continue;
    }
    current.count += countWithin(known, current.last, next.anchor) + next.count - next.lead;
    current.last = next.last;
    if (!next.stored) continue;
    if (current.stored) withdrawn.push({ stored: next.stored, reason: "a late event joined it to an earlier finding" });
    else current.stored = next.stored;
  }
  return { spans, withdrawn };
}

const covers =
  (point: Position) =>
  ({ anchor, last }: Span): boolean =>
    comparePositions(anchor, point) <= 0 && comparePositions(point, last) <= 0;

/** Points after one position, up to and including another. */
export function countWithin(points: readonly Point[], after: Position, to: Position): number {
  let count = 0;
  for (const point of points) {
    if (comparePositions(point, after) > 0 && comparePositions(point, to) <= 0) count++;
  }
  return count;
}
