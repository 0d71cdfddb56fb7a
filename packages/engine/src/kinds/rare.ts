import { z } from "zod";
import { type Duration, durationSchema, milliseconds, spell } from "../duration.js";
import { defineKind, type Hit, type Judged, type Neighbours, type Plan, type Point, type Windows } from "../kind.js";
import { comparePositions } from "../order.js";
import { wholeNumber } from "../whole-number.js";
import { eventPath, groupBy, valueAt } from "./group-by.js";
import { type Stretch, stretchesAround, withoutRepeats } from "./neighbourhood.js";
import { type RecentTimes, recentTimes } from "./recent-times.js";

/*
 * rare: an event whose value of `field` hardly ever occurs.
 *
 * The window of an event at time t holds the matches of its group up to it with t' > t − within. An event is a hit
 * when its window holds at least `after` matches, and at most `at_most` of them have its value (itself counted).
 * Every hit is a finding of its own.
 *
 * Both counts are facts about near neighbours in the sorted set: the (after − 1)-th match before it is young enough,
 * and the at_most-th match of the same value before it is not. A late event can make hits of the next after − 1
 * matches of the group, and unmake hits of the next at_most matches of its own value; nothing else changes.
 */

/** Options of rarity. */
export interface RareOptions {
  /** Path of the value that may be rare. */
  readonly field: string;
  /** Rare is up to this many times in the window, 1 to 1,000. */
  readonly at_most: number;
  readonly within: Duration;
  /** Silent until the window holds this many matches, 1 to 10,000. */
  readonly after: number;
  /** Judge separately for each value of these; all together when left out. */
  readonly group_by?: readonly string[] | undefined;
}

declare module "../rule.js" {
  interface KindOptions {
    /** An event whose value hardly ever occurs. */
    readonly rare: RareOptions;
  }
}

const options: z.ZodType<RareOptions> = z.strictObject({
  field: eventPath,
  at_most: wholeNumber(1, 1000),
  within: durationSchema,
  after: wholeNumber(1, 10_000),
  group_by: groupBy.optional(),
});

/** An event whose value hardly ever occurs. */
export const rare = defineKind<RareOptions>({
  word: "rare",
  options,
  plan: ({ field, at_most, within, after, group_by = [] }): Plan => {
    const span = milliseconds(within);
    return {
      groupBy: group_by,
      value: valueAt([field]),
      gap: 0,
      constants: { window: spell(span), at_most },
      figures: ["value"],
      windows: rarity(at_most, after, span) as Windows<unknown>,
    };
  },
});

/** What a group remembers: its latest times, and those of each value it has met. */
interface Memory {
  readonly group: RecentTimes;
  readonly values: Map<string, RecentTimes>;
}

/** Values remembered per group; past it the group is read anew, with the values then needed. */
const maximumValues = 10_000;

function rarity(atMost: number, after: number, span: number): Windows<Memory> {
  const start = (): Memory => ({ group: recentTimes(after - 1), values: new Map() });

  const step = (memory: Memory, point: Point): Hit | null => {
    const { time } = point;
    const value = point.value as string;
    const seen = memory.values.get(value) ?? recentTimes(atMost);
    const filled = after === 1 ? time : memory.group.oldest();
    const sameValue = seen.oldest();
    memory.group.push(time);
    seen.push(time);
    memory.values.set(value, seen);
    const isRare = sameValue === undefined || sameValue <= time - span;
    if (!isRare || filled === undefined || filled <= time - span) return null;
    return { first: time, lead: 1, figures: { value: (JSON.parse(value) as unknown[])[0] } };
  };

  const knows = ({ values }: Memory, points: readonly Point[]): boolean =>
    values.size <= maximumValues && points.every((point) => values.has(point.value as string));

  /** Judges a stretch anew, with what came before it of each value that it holds. */
  const judge = (stretch: Stretch, before: ReadonlyMap<string, readonly Point[]>): [Judged[], Memory] => {
    const memory = start();
    for (const [value, points] of before) {
      const seen = recentTimes(atMost);
      for (const point of points) seen.push(point.time);
      memory.values.set(value, seen);
    }
    const judged = stretch.points.map((point, index): Judged => {
      if (index >= stretch.context) return { point, hit: step(memory, point) };
      memory.group.push(point.time);
      return { point, hit: undefined };
    });
    return [judged, memory];
  };

  /** Stored points of a new point's value that it makes too many to be rare. The others stay what they were. */
  const unmade = (known: readonly Point[], followers: readonly Point[]): Judged[] =>
    followers.flatMap((point) => {
      const previous = known[known.findIndex((other) => comparePositions(other, point) === 0) - atMost];
      return previous && previous.time > point.time - span ? [{ point, hit: null }] : [];
    });

  return {
    start,
    step,
    knows,
    *review(points) {
      const stretches = yield* stretchesAround(points, { before: after, after });
      const heads = stretches.flatMap((stretch, index) => headsOf(stretch).map((point) => ({ index, point })));
      const answers = yield [
        ...points.map((at) => ({ at, value: at.value as string, before: atMost + 1, after: atMost })),
        ...heads.map(({ point }) => ({ at: point, value: point.value as string, before: atMost + 1, after: 0 })),
      ];
      const earlier = heads.map(({ index, point }, place) => ({
        index,
        value: point.value as string,
        before: olderThan(point, [...(answers[points.length + place]?.before ?? []), ...points], atMost),
      }));
      let state: Memory | undefined;
      const runs = stretches.map((stretch, index) => {
        const mine = earlier.filter((one) => one.index === index);
        const [judged, memory] = judge(stretch, new Map(mine.map(({ value, before }) => [value, before])));
        if (stretch.reachesEnd) state = memory;
        return judged;
      });
      const judgedAt = new Set(runs.flat().flatMap(({ point, hit }) => (hit === undefined ? [] : [key(point)])));
      for (const [value, known] of knownByValue(points, answers)) {
        const followers = answers
          .slice(0, points.length)
          .flatMap((answer, index) => (points[index]?.value === value ? answer.after : []));
        const outside = withoutRepeats(followers.toSorted(comparePositions)).filter((one) => !judgedAt.has(key(one)));
        runs.push(...unmade(known, outside).map((judged) => [judged]));
      }
      return { runs, state };
    },
  };
}

const key = ({ time, tie }: Point): string => `${time} ${tie}`;

/** The first point of each value among those that a stretch judges. */
function headsOf({ points, context }: Stretch): Point[] {
  const heads = new Map<string, Point>();
  for (const point of points.slice(context)) {
    if (!heads.has(point.value as string)) heads.set(point.value as string, point);
  }
  return [...heads.values()];
}

/** Of stored and new points the latest `limit` with the same value that come before a point. */
function olderThan(point: Point, candidates: readonly Point[], limit: number): Point[] {
  const older = candidates.filter((other) => other.value === point.value && comparePositions(other, point) < 0);
  return withoutRepeats(older.sort(comparePositions)).slice(-limit);
}

/** All that is known of each value around its new points, in order and without a gap behind the first of each. */
function knownByValue(points: readonly Point[], answers: readonly Neighbours[]): Map<string, Point[]> {
  const known = new Map<string, Point[]>();
  points.forEach((point, index) => {
    const value = point.value as string;
    const { before = [], after = [] } = answers[index] ?? {};
    known.set(value, [...(known.get(value) ?? []), ...before, point, ...after]);
  });
  return new Map([...known].map(([value, all]) => [value, withoutRepeats(all.sort(comparePositions))]));
}
