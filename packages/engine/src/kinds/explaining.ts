import type { ConditionOutcome } from "../explanation.js";
import type { Walk } from "../in-step.js";
import type { Neighbours, Point, PointQuestion } from "../kind.js";
import { comparePositions, type Position } from "../order.js";

/** Points read at a time when looking back. */
const page = 500;

/** A point with at most `before - 1` others up to it, in order; only those later than `since`, or with its value. */
export function* upTo(
  point: Point,
  { before, since, value }: { readonly before: number; readonly since?: number; readonly value?: string },
): Walk<PointQuestion, Neighbours, Point[]> {
  const [answer] = yield [{ at: point, before, after: 0, since, value }];
  const earlier = (answer?.before ?? []).filter((other) => comparePositions(other, point) < 0);
  return [...earlier, point].slice(-before);
}

/** Shows the points before one, the latest first, until the visitor has seen enough or they are no later than `since`. */
export function* lookBack(
  point: Point,
  since: number,
  visit: (earlier: Point) => "enough" | "more",
): Walk<PointQuestion, Neighbours, void> {
  for (let at: Position = point; ; ) {
    const [answer] = yield [{ at, before: page, after: 0, since }];
    const found = answer?.before ?? [];
    for (const earlier of found.toReversed()) {
      if (comparePositions(earlier, at) < 0 && visit(earlier) === "enough") return;
    }
    if (found.length < page) return;
    at = found[0] as Point;
  }
}

/** The test of a count in a window, with what is missing and until when it could have come. */
export function enough(
  what: string,
  { seen, needed, window, until }: { seen: number; needed: number; window: string; until: number },
): ConditionOutcome {
  const holds = seen >= needed;
  const note = `${seen} of ${needed} within ${window}; ${needed - seen} more before ${momentOf(until)} would have reached it`;
  return { test: `at least ${needed} ${what} within ${window}`, seen, holds, ...(holds ? {} : { note }) };
}

/** A time as people read it in explanations: ISO 8601. */
export const momentOf = (time: number): string => new Date(time).toISOString();
