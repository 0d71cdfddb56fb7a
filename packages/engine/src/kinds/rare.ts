import { z } from "zod";
import { type Duration, durationSchema, milliseconds, spell } from "../duration.js";
import { inStep } from "../in-step.js";
import { defineKind, type Hit, type Judged, type Plan, type Point, type Windows } from "../kind.js";
import { comparePositions } from "../order.js";
import { wholeNumber } from "../whole-number.js";
import { enough, momentOf, upTo } from "./explaining.js";
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

const options: z.ZodType<RareOptions> = z
  .strictObject({
    field: eventPath.meta({ description: "Path of the value that may be rare." }),
    at_most: wholeNumber(1, 1000).meta({
      description: "A value is rare up to this many times in the window.",
      examples: [1],
    }),
    within: durationSchema.meta({ description: "The window: this long back from each match.", examples: ["30d"] }),
    after: wholeNumber(1, 10_000).meta({
      description: "Finds nothing until the window holds this many matches.",
      examples: [100],
    }),
    group_by: groupBy.optional(),
  })
  .meta({ title: "Rare value", description: "Finds an event whose value hardly ever occurs." });

/** An event whose value hardly ever occurs. */
export const rare = defineKind<RareOptions>({
  word: "rare",
  options,
  plan: ({ field, at_most, within, after, group_by = [] }): Plan => {
    const span = milliseconds(within);
    return {
      groupBy: group_by,
      value: { ...valueAt([field]), isSought: true },
      gap: 0,
      reach: span,
      constants: { window: spell(span), at_most },
      figures: ["value"],
      windows: rarity(at_most, after, span) as Windows<unknown>,
      explain: explainRarity(at_most, after, span),
    };
  },
});

/** What a group remembers: its latest times, and those of each value it has met. */
interface Memory {
  readonly group: RecentTimes;
  /** Whether those are all values the group ever had, as it was watched from its first match on. */
  readonly isComplete: boolean;
  readonly values: Map<string, RecentTimes>;
}

/** Values remembered per group; past it the group is read anew, with the values then needed. */
const maximumValues = 10_000;

function rarity(atMost: number, after: number, span: number): Windows<Memory> {
  const start = (isComplete = true): Memory => ({ group: recentTimes(after - 1), isComplete, values: new Map() });

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

  const knows = ({ isComplete, values }: Memory, points: readonly Point[]): boolean =>
    values.size <= maximumValues && (isComplete || points.every((point) => values.has(point.value as string)));

  /** Judges a stretch anew, with what came before it of each value that it holds. */
  const judge = (stretch: Stretch, before: readonly Point[]): [Judged[], Memory] => {
    const memory = start(false);
    for (const point of before) {
      const value = point.value as string;
      const seen = memory.values.get(value) ?? recentTimes(atMost);
      seen.push(point.time);
      memory.values.set(value, seen);
    }
    const judged = stretch.points.map((point, index): Judged => {
      if (index >= stretch.context) return { point, hit: step(memory, point) };
      memory.group.push(point.time);
      return { point, hit: undefined };
    });
    return [judged, memory];
  };

  /** Points that a new one of their value makes too many to be rare. The others stay what they were. */
  const unmade = ({ points, context }: Stretch): Judged[] =>
    points.slice(context).flatMap((point, index) => {
      const previous = points[context + index - atMost];
      return previous && previous.time > point.time - span ? [{ point, hit: null }] : [];
    });

  return {
    start: () => start(),
    step,
    knows,
    *review(points) {
      const byValue = Map.groupBy(points, ({ value }) => value as string);
      const reach = { before: atMost + 1, after: atMost };
      const ofValues = yield* inStep([...byValue].map(([value, own]) => stretchesAround(own, { ...reach, value })));
      const ofGroup = yield* stretchesAround(points, { before: after, after });
      const heads = ofGroup.map(headsOf);
      const answers = yield heads.flat().map((at) => ({ at, value: at.value as string, before: atMost + 1, after: 0 }));
      let asked = 0;
      let state: Memory | undefined;
      const runs = ofGroup.map((stretch, index) => {
        const before = (heads[index] ?? []).flatMap((head) => {
          const added = byValue.get(head.value as string) ?? [];
          return latestBefore(head, [...(answers[asked++]?.before ?? []), ...added], atMost);
        });
        const [judged, memory] = judge(stretch, before);
        if (stretch.reachesEnd) state = memory;
        return judged;
      });
      const isJudged = new Set(runs.flat().flatMap(({ point, hit }) => (hit === undefined ? [] : [placeOf(point)])));
      const others = ofValues
        .flat()
        .flatMap(unmade)
        .filter(({ point }) => !isJudged.has(placeOf(point)));
      return { runs: [...runs, ...others.map((judged) => [judged])], state };
    },
  };
}

const placeOf = ({ time, tie }: Point): string => `${time} ${tie}`;

/** The first point of each value among those that a stretch judges. */
function headsOf({ points, context }: Stretch): Point[] {
  const heads = new Map<string, Point>();
  for (const point of points.slice(context)) {
    if (!heads.has(point.value as string)) heads.set(point.value as string, point);
  }
  return [...heads.values()];
}

/** Of some points the latest `limit` that come before another. */
function latestBefore(point: Point, candidates: readonly Point[], limit: number): Point[] {
  const older = candidates.filter((other) => comparePositions(other, point) < 0);
  return withoutRepeats(older.sort(comparePositions)).slice(-limit);
}

function explainRarity(atMost: number, after: number, span: number): Plan["explain"] {
  return function* explain(point) {
    const since = point.time - span;
    const window = yield* upTo(point, { before: after, since });
    const own = yield* upTo(point, { before: atMost + 1, since, value: point.value as string });
    const until = (window[0] ?? point).time + span;
    const isRare = own.length <= atMost;
    const conditions = [
      enough("matches", { seen: window.length, needed: after, window: spell(span), until }),
      {
        test: `at most ${atMost} of them with its value`,
        seen: own.length,
        holds: isRare,
        ...(isRare ? {} : { note: `it is rare again from ${momentOf((own[1] as Point).time + span)} on` }),
      },
    ];
    return { conditions, counted: own };
  };
}
