import type { Walk } from "../in-step.js";
import type { Judged, Neighbours, Point, PointQuestion, Review, Windows } from "../kind.js";
import { comparePositions } from "../order.js";

/** A stretch of a group without a gap: stored and new points in order. */
export interface Stretch {
  readonly points: readonly Point[];
  /** How many at the front were read only so that the rest can be judged. */
  readonly context: number;
  /** Whether it ends with the group's last point. */
  readonly reachesEnd: boolean;
}

/** How far a kind looks. */
export interface Reach {
  /** At most this many points back, one more than it needs: the new point itself may be stored. */
  readonly before: number;
  /** This many points on, to where nothing changes any more. */
  readonly after: number;
  /** Among points with this value only. */
  readonly value?: string | undefined;
}

/**
 * Reads what surrounds new points, in stretches: each starts at a new point, and goes on while the next one lies
 * in what is read. A stretch that runs past the group's last point takes all the rest, as after a restart.
 */
export function* stretchesAround(points: readonly Point[], reach: Reach): Walk<PointQuestion, Neighbours, Stretch[]> {
  const stretches: Stretch[] = [];
  for (let from = 0; from < points.length; ) {
    const { stretch, taken } = yield* stretchFrom(points.slice(from), reach);
    stretches.push(stretch);
    from += taken;
  }
  return stretches;
}

function* stretchFrom(
  points: readonly Point[],
  reach: Reach,
): Walk<PointQuestion, Neighbours, { stretch: Stretch; taken: number }> {
  const first = points[0] as Point;
  const [around] = yield [{ at: first, ...reach }];
  const earlier = around?.before ?? [];
  const before = earlier.filter((point) => comparePositions(point, first) < 0);
  const itself = earlier.slice(before.length);
  let stored = around?.after ?? [];
  let reachesEnd = stored.length < reach.after;
  let taken = 1;
  let passed = 0;
  for (let point = points[taken]; point; point = points[taken]) {
    while (passed < stored.length && comparePositions(stored[passed] as Point, point) <= 0) passed++;
    if (reachesEnd || stored.length - passed >= reach.after) taken++;
    else if (comparePositions(point, stored.at(-1) as Point) > 0) break;
    else {
      const [more] = yield [{ ...reach, at: stored.at(-1) as Point, before: 0, after: stored.length }];
      reachesEnd = (more?.after.length ?? 0) < stored.length;
      stored = [...stored, ...(more?.after ?? [])];
    }
  }
  const judged = [...itself, ...stored, ...points.slice(0, taken)].sort(comparePositions);
  return { stretch: { points: withoutRepeats([...before, ...judged]), context: before.length, reachesEnd }, taken };
}

/** Of points at one position the first; they are the same event. */
export function withoutRepeats(sorted: readonly Point[]): Point[] {
  return sorted.filter((point, index) => {
    const previous = sorted[index - 1];
    return !previous || comparePositions(previous, point) !== 0;
  });
}

/**
 * Reads what surrounds new points in time: everything less than `span` before and after them. New points less than
 * that apart are in one stretch.
 */
export function* stretchesWithin(points: readonly Point[], span: number): Walk<PointQuestion, Neighbours, Stretch[]> {
  const first = points[0] as Point;
  const [opening] = yield [{ at: first, before: everything, since: first.time - span, after: 1 }];
  if (opening?.after.length === 0) return [stretchOf(points, opening, true)];
  const clusters = clustersOf(points, span);
  const end = { time: (points.at(-1) as Point).time + span, tie: "" };
  const answers = yield [
    { at: end, before: 0, after: 1 },
    ...clusters.map((cluster) => {
      const [from, to] = [cluster[0] as Point, cluster.at(-1) as Point];
      return { at: from, before: everything, since: from.time - span, after: everything, until: to.time + span };
    }),
  ];
  const reachesEnd = answers[0]?.after.length === 0;
  return clusters.map((cluster, index) => {
    return stretchOf(cluster, answers[index + 1], reachesEnd && index === clusters.length - 1);
  });
}

/** More points than a question can be answered with. */
export const everything = 1_000_000_000;

function stretchOf(
  points: readonly Point[],
  answer: Neighbours = { before: [], after: [] },
  reachesEnd: boolean,
): Stretch {
  const first = points[0] as Point;
  const before = answer.before.filter((point) => comparePositions(point, first) < 0);
  const stored = answer.before.slice(before.length);
  const judged = [...stored, ...answer.after, ...points].sort(comparePositions);
  return { points: withoutRepeats([...before, ...judged]), context: before.length, reachesEnd };
}

function clustersOf(points: readonly Point[], span: number): Point[][] {
  const clusters: Point[][] = [];
  for (const point of points) {
    const cluster = clusters.at(-1);
    const last = cluster?.at(-1);
    if (cluster && last && point.time - last.time < span) cluster.push(point);
    else clusters.push([point]);
  }
  return clusters;
}

/** The review of a kind whose verdicts depend on what surrounds a point: steps through the surroundings anew. */
export function reviewBySteps<State>(
  { start, step }: Pick<Windows<State>, "start" | "step">,
  surroundings: (points: readonly Point[]) => Walk<PointQuestion, Neighbours, Stretch[]>,
): Windows<State>["review"] {
  return function* review(points) {
    const stretches = yield* surroundings(points);
    let state: State | undefined;
    const runs = stretches.map(({ points: known, context, reachesEnd }): Judged[] => {
      const local = start();
      const judged = known.map((point, index) => {
        const hit = step(local, point);
        return { point, hit: index < context ? undefined : hit };
      });
      if (reachesEnd) state = local;
      return judged;
    });
    return { runs, state } satisfies Review<State>;
  };
}
