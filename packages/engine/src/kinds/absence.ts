import { z } from "zod";
import { type Duration, durationSchema, milliseconds, spell } from "../duration.js";
import { defineKind, type Hit, type Judged, type Point, type Windows } from "../kind.js";
import { momentOf } from "./explaining.js";
import { groupBy } from "./group-by.js";
import { type Stretch, stretchesAround } from "./neighbourhood.js";

/*
 * absence: something that stopped happening.
 *
 * A match a is a hit when the next match of its group comes more than `every` later; or when there is none, and the
 * newest event of a's source, whatever its type, is more than `every` later. Its finding begins at a, is reached
 * `every` later, and ends with the next match where there is one.
 *
 * The next match and the newest event of a source are facts about the set. A late event can change the verdicts of
 * itself and of the match before it; and a source's newest event can only advance, which can only make hits of the
 * last matches of groups.
 */

/** Options of silence. */
export interface AbsenceOptions {
  /** Longer than this without a match is a finding. */
  readonly every: Duration;
  /** Watch separately each value of these; all together when left out. */
  readonly group_by?: readonly string[] | undefined;
}

declare module "../rule.js" {
  interface KindOptions {
    /** Something that stopped happening. */
    readonly absence: AbsenceOptions;
  }
}

const options: z.ZodType<AbsenceOptions> = z
  .strictObject({
    every: durationSchema.meta({ description: "Longer than this without a match is a finding.", examples: ["1d"] }),
    group_by: groupBy.optional(),
  })
  .meta({ title: "Absence", description: "Finds that something stopped happening." });

/** Something that stopped happening. */
export const absence = defineKind<AbsenceOptions>({
  word: "absence",
  options,
  plan: ({ every, group_by = [] }) => {
    const span = milliseconds(every);
    return {
      groupBy: group_by,
      gap: 0,
      reach: span,
      constants: { window: spell(span) },
      figures: [],
      silence: span,
      windows: silences(span) as Windows<unknown>,
      *explain(point, newest) {
        const [answer] = yield [{ at: point, before: 0, after: 1 }];
        const next = answer?.after[0];
        const holds = (next?.time ?? newest) - point.time > span;
        const due = `an event of its source later than ${momentOf(point.time + span)} would have reached it`;
        const condition = {
          test: `no match for more than ${spell(span)} after it`,
          seen: next ? momentOf(next.time) : null,
          holds,
          ...(holds || next ? {} : { note: due }),
        };
        return { conditions: [condition], counted: next ? [point, next] : [point] };
      },
    };
  },
});

/** The latest match of a group. */
interface Memory {
  latest: Point | undefined;
}

function silences(span: number): Windows<Memory> {
  const judge = (point: Point, next: Point): Hit | null =>
    next.time - point.time > span ? { at: point, first: point.time, lead: 2, last: next } : null;

  /** Judges the last point of the context and all behind it, but for the last of all: what follows it is not known. */
  const judgeStretch = ({ points, context }: Stretch): Judged[] =>
    points.slice(Math.max(0, context - 1)).map((point, index, all) => {
      const next = all[index + 1];
      return { point, hit: next ? judge(point, next) : undefined };
    });

  return {
    start: () => ({ latest: undefined }),
    step: (memory, point) => {
      const previous = memory.latest;
      memory.latest = point;
      return previous ? judge(previous, point) : null;
    },
    *review(points) {
      const stretches = yield* stretchesAround(points, { before: 2, after: 1 });
      const end = stretches.find(({ reachesEnd }) => reachesEnd);
      return { runs: stretches.map(judgeStretch), state: end ? { latest: end.points.at(-1) } : undefined };
    },
  };
}
