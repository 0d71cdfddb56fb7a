import { z } from "zod";
import { canonicalJson } from "../digest.js";
import { type Duration, durationSchema, milliseconds, spell } from "../duration.js";
import { inStep } from "../in-step.js";
import { defineKind, type Hit, type Judged, type Plan, type Point, type Windows } from "../kind.js";
import { beginning, comparePositions } from "../order.js";
import { momentOf, upTo } from "./explaining.js";
import { eventPath, groupBy, valueAt } from "./group-by.js";
import { everything, type Stretch, stretchesAround } from "./neighbourhood.js";

/*
 * new_value: something that was not seen before.
 *
 * An event at time t is a hit when no earlier match of its group with the same values of `fields` has t' ≥ t − history,
 * and the group's first match is at least `learn` older than t. Every hit is a finding of its own.
 *
 * The first condition is about the nearest earlier match of the same value, the second about the first match of the
 * group: facts about the sorted set. A late event can unmake the hit of the next match of its value; and if it is
 * earlier than the group's first match, it lets the group finish learning earlier, which can make hits of the matches
 * between the new end of learning and the old one.
 */

/** Options of novelty. */
export interface NewValueOptions {
  /** Paths of the values that together may be new, 1 to 5. */
  readonly fields: readonly string[];
  /** What was not seen for this long is new again. */
  readonly history: Duration;
  /** Silent until the group's own history is this old. */
  readonly learn: Duration;
  /** Look separately at each value of these; at all together when left out. */
  readonly group_by?: readonly string[] | undefined;
}

declare module "../rule.js" {
  interface KindOptions {
    /** Something that was not seen before. */
    readonly new_value: NewValueOptions;
  }
}

const options: z.ZodType<NewValueOptions> = z
  .strictObject({
    fields: z
      .array(eventPath)
      .min(1, "is empty; name a path")
      .max(5, "has more than 5 paths; name fewer")
      .meta({ description: "Paths of the values that together may be new.", examples: [["raw_data.country"]] }),
    history: durationSchema.meta({ description: "Values not seen for this long are new again.", examples: ["90d"] }),
    learn: durationSchema.meta({
      description: "Finds nothing until the group's first match is this old.",
      examples: ["7d"],
    }),
    group_by: groupBy.optional(),
  })
  .meta({ title: "New value", description: "Finds something that was not seen before." });

/** Something that was not seen before. */
export const newValue = defineKind<NewValueOptions>({
  word: "new_value",
  options,
  plan: ({ fields, history, learn, group_by = [] }) => ({
    groupBy: group_by,
    value: { ...valueAt(fields), isSought: true },
    gap: 0,
    reach: Math.max(milliseconds(history), milliseconds(learn)),
    constants: { window: spell(milliseconds(history)) },
    figures: ["value"],
    windows: novelty(milliseconds(history), milliseconds(learn)) as Windows<unknown>,
    explain: explainNovelty(milliseconds(history), milliseconds(learn)),
  }),
});

/** What a group remembers: the time of its first match, and of the latest one of each value it has met. */
interface Memory {
  first: number | undefined;
  /** Whether that is every value the group ever had, as it was watched from its first match on. */
  readonly isComplete: boolean;
  readonly latest: Map<string, number>;
}

/** Values remembered per group; past it the group is read anew, with the values then needed. */
const maximumValues = 10_000;

function novelty(history: number, learn: number): Windows<Memory> {
  const judge = (point: Point, { first, previous }: { first: number; previous: number | undefined }): Hit | null => {
    const isNew = previous === undefined || previous < point.time - history;
    if (!isNew || point.time - first < learn) return null;
    return { first: point.time, lead: 1, figures: { value: quoted(point) } };
  };

  /** Judges all but the context of a stretch of one value. */
  const judgeStretch = ({ points, context }: Stretch, first: number): Judged[] =>
    points.slice(context).map((point, index) => {
      return { point, hit: judge(point, { first, previous: points[context + index - 1]?.time }) };
    });

  return {
    start: () => ({ first: undefined, isComplete: true, latest: new Map() }),
    knows: ({ isComplete, latest }, points) =>
      latest.size <= maximumValues && (isComplete || points.every(({ value }) => latest.has(value as string))),
    step: (memory, point) => {
      memory.first ??= point.time;
      const hit = judge(point, { first: memory.first, previous: memory.latest.get(point.value as string) });
      memory.latest.set(point.value as string, point.time);
      return hit;
    },
    *review(points) {
      const [earliest, last] = [points[0] as Point, points.at(-1) as Point];
      const [start, end] = yield [
        { at: beginning, before: 0, after: 1 },
        { at: last, before: 0, after: 1 },
      ];
      const known = start?.after[0]?.time ?? Number.POSITIVE_INFINITY;
      const first = Math.min(earliest.time, known);
      // Points that were silent because the group was thought to be still learning.
      const [learned] = yield known === Number.POSITIVE_INFINITY || first === known
        ? []
        : [{ at: { time: first + learn, tie: "" }, before: 0, after: everything, until: known + learn }];
      const touched = [...points, ...(learned?.after ?? [])].sort(comparePositions);
      const values = Map.groupBy(touched, ({ value }) => value as string);
      const walks = [...values].map(([value, own]) => stretchesAround(own, { before: 2, after: 1, value }));
      const stretches = (yield* inStep(walks)).flat();
      const runs = stretches.flatMap((stretch) => judgeStretch(stretch, first)).map((judged) => [judged]);
      const ends = stretches.filter(({ reachesEnd }) => reachesEnd).map(({ points: own }) => own.at(-1) as Point);
      const latest = new Map(ends.map(({ value, time }) => [value as string, time]));
      return { runs, state: end?.after.length === 0 ? { first, isComplete: false, latest } : undefined };
    },
  };
}

/** What the fields held: the value itself where there is one field. */
function quoted({ value }: Point): unknown {
  const values = JSON.parse(value as string) as unknown[];
  return values.length === 1 ? values[0] : values;
}

function explainNovelty(history: number, learn: number): Plan["explain"] {
  return function* explain(point) {
    const own = yield* upTo(point, { before: 2, value: point.value as string });
    const previous = own.length > 1 ? (own[0] as Point).time : undefined;
    const [start] = yield [{ at: beginning, before: 0, after: 1 }];
    const first = Math.min(point.time, start?.after[0]?.time ?? point.time);
    const isNew = previous === undefined || previous < point.time - history;
    const hasLearned = point.time - first >= learn;
    const conditions = [
      {
        test: `${canonicalJson(quoted(point))} was not seen in the ${spell(history)} before`,
        seen: previous === undefined ? null : momentOf(previous),
        holds: isNew,
        ...(isNew
          ? {}
          : { note: `the value is new again after ${momentOf(point.time + history)}, unless it comes before` }),
      },
      {
        test: `the group's first match is at least ${spell(learn)} older`,
        seen: momentOf(first),
        holds: hasLearned,
        ...(hasLearned ? {} : { note: `it is still learning, until ${momentOf(first + learn)}` }),
      },
    ];
    return { conditions, counted: own };
  };
}
