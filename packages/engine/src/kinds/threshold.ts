import { z } from "zod";
import { type Duration, durationSchema, milliseconds, spell } from "../duration.js";
import { defineKind, type Plan, type Windows } from "../kind.js";
import { wholeNumber } from "../whole-number.js";
import { enough, upTo } from "./explaining.js";
import { groupBy } from "./group-by.js";
import { reviewBySteps, stretchesAround } from "./neighbourhood.js";
import { type RecentTimes, recentTimes } from "./recent-times.js";

/*
 * threshold: many matches in a short time.
 *
 * The window of an event at time t holds the matches of its group up to it with t' > t − within. An event whose
 * window holds `count` of them is a hit; hits less than `within` apart form one finding, from the first event of
 * the first hit's window to the last hit.
 *
 * An event is a hit exactly when the (count − 1)-th match before it is younger than `within`. That is a fact about
 * the sorted set, whatever the order of arrival. An event that comes late can only make hits, of itself and of the
 * next count − 1 matches, and never unmakes one; so findings grow and merge, and nothing further away changes.
 */

/** Options of a threshold. */
export interface ThresholdOptions {
  /** How many matches, 1 to 10,000. */
  readonly count: number;
  readonly within: Duration;
  /** Count separately for each value of these; all together when left out. */
  readonly group_by?: readonly string[] | undefined;
}

declare module "../rule.js" {
  interface KindOptions {
    /** Many matches in a short time. */
    readonly threshold: ThresholdOptions;
  }
}

const options: z.ZodType<ThresholdOptions> = z
  .strictObject({
    count: wholeNumber(1, 10_000).meta({
      description: "How many matches in the window make a finding.",
      examples: [5],
    }),
    within: durationSchema.meta({ description: "The window: this long back from each match." }),
    group_by: groupBy.optional(),
  })
  .meta({ title: "Threshold", description: "Finds many matches in a short time." });

/** Many matches in a short time. */
export const threshold = defineKind<ThresholdOptions>({ word: "threshold", options, plan: thresholdPlan });

/** The plan of a threshold; with a count of 1 it is what unites matches into one finding until they pause. */
export function thresholdPlan({ count, within, group_by = [] }: ThresholdOptions): Plan {
  const span = milliseconds(within);
  const windows = countWithin(count, span);
  return {
    groupBy: group_by,
    gap: span,
    reach: span,
    constants: { threshold: count, window: spell(span) },
    figures: [],
    windows: windows as Windows<unknown>,
    *explain(point) {
      const counted = yield* upTo(point, { before: count, since: point.time - span });
      const until = (counted[0] ?? point).time + span;
      const asked = { seen: counted.length, needed: count, window: spell(span), until };
      return { conditions: [enough("matches", asked)], counted };
    },
  };
}

function countWithin(count: number, span: number): Windows<RecentTimes> {
  const steps: Pick<Windows<RecentTimes>, "start" | "step"> = {
    start: () => recentTimes(count - 1),
    step: (recent, { time }) => {
      const first = count === 1 ? time : recent.oldest();
      recent.push(time);
      return first !== undefined && first > time - span ? { first, lead: count } : null;
    },
  };
  // Followers up to count − 1 may become hits; one more tells whether the group ends before it.
  return {
    ...steps,
    review: reviewBySteps(steps, (points) => stretchesAround(points, { before: count, after: count })),
  };
}
