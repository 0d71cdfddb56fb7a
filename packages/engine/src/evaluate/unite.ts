import type { Hit, Judged, Point } from "../kind.js";
import { comparePositions, countBetween, type Position } from "../order.js";
import type { FindingRecord } from "../store.js";
import { type Span, spanOfHit } from "./span.js";

/** What a group's findings have become. */
export interface United {
  /** All of them, oldest first; those that changed differ from what is stored of them. */
  readonly spans: readonly Span[];
  readonly withdrawn: readonly Withdrawn[];
  /** What lies between hits that were united, to be counted and added. */
  readonly gaps: readonly Gap[];
}

interface Withdrawn {
  readonly stored: FindingRecord;
  readonly reason: string;
}

/** Points behind one position, up to and including another, that belong to a finding. */
export interface Gap {
  readonly span: Span;
  readonly after: Position;
  readonly to: Position;
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
  const withdrawn: Withdrawn[] = [];
  // Neighbouring runs may judge the same point, and then they agree.
  const verdicts = new Map(
    judged.filter((one): one is Verdict => one.hit !== undefined).map((one) => [one.point.tie, one]),
  );
  const byTie = new Map(old.map((span) => [span.anchor.tie, span]));
  for (const { point, hit } of verdicts.values()) {
    const existing = byTie.get(point.tie);
    if (hit) spans.push({ ...spanOfHit(point, hit), stored: existing?.stored ?? null });
    else if (existing?.stored) withdrawn.push({ stored: existing.stored, reason: "a late event changed the outcome" });
  }
  return { spans, withdrawn, gaps: [] };
}

/**
 * Unites hits less than `gap` apart with the findings that are there. Existing hits never stop being hits, so
 * findings only come, grow and merge; of a merger the earliest one's row stays, and the others are withdrawn.
 * `fresh` are the points that the store does not have, in order.
 */
export function uniteHits(
  judged: readonly Judged[],
  { old, fresh, gap }: { readonly old: readonly Span[]; readonly fresh: readonly Point[]; readonly gap: number },
): United {
  const hits = judged.filter((one): one is Judged & { hit: Hit } => Boolean(one.hit));
  const renewed = old.map((span) => renew(span, hits, fresh));
  const added = hits.filter(({ point }) => !isCovered(point, renewed)).map(({ point, hit }) => spanOfHit(point, hit));
  const spans: Span[] = [];
  const withdrawn: Withdrawn[] = [];
  const gaps: Gap[] = [];
  for (const next of [...renewed, ...added].sort((a, b) => comparePositions(a.anchor, b.anchor))) {
    const current = spans.at(-1);
    if (!current || next.anchor.time - current.last.time >= gap) {
      spans.push(next);
      continue;
    }
    gaps.push({ span: current, after: current.last, to: next.anchor });
    current.count += next.count - next.lead;
    current.last = next.last;
    if (!next.stored) continue;
    if (current.stored) withdrawn.push({ stored: next.stored, reason: "a late event joined it to an earlier finding" });
    else current.stored = next.stored;
  }
  return { spans, withdrawn, gaps };
}

/** A finding with the new events between its first and last hit, and with what its first hit counts now. */
function renew(span: Span, hits: readonly (Judged & { hit: Hit })[], fresh: readonly Point[]): Span {
  const tail = span.count - span.lead + countBetween(fresh, span.anchor, span.last);
  const anchor = hits.find(({ point }) => comparePositions(point, span.anchor) === 0);
  const { first, lead } = anchor?.hit ?? span;
  return { ...span, first, lead, count: lead + tail };
}

/** Whether a point lies between the first and last hit of one of some findings, sorted as they are. */
function isCovered(point: Position, spans: readonly Span[]): boolean {
  return spans.some(({ anchor, last }) => comparePositions(anchor, point) <= 0 && comparePositions(point, last) <= 0);
}
