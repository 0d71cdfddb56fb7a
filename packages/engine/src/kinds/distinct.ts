import { z } from "zod";
import { type Duration, durationSchema, milliseconds, spell } from "../duration.js";
import { defineKind, type Plan, type Point, type Windows } from "../kind.js";
import { wholeNumber } from "../whole-number.js";
import { enough, lookBack } from "./explaining.js";
import { eventPath, groupBy, valueAt } from "./group-by.js";
import { reviewBySteps, stretchesWithin } from "./neighbourhood.js";

/*
 * distinct: many different values in a short time.
 *
 * The window of an event at time t holds the matches of its group up to it with t' > t − within. An event whose
 * window holds `count` distinct values of `field` is a hit; hits less than `within` apart form one finding, from the
 * last occurrence of the count-th most recent value at the first hit, to the last hit.
 *
 * An event is a hit exactly when the count-th most recent value, its own being the first, was last seen less than
 * `within` ago: a fact about the sorted set. An event that comes late can only make later events hits, and only less
 * than `within` behind it; it never unmakes one.
 */

/** Options of counting different values. */
export interface DistinctOptions {
  /** Path of the value that is counted. */
  readonly field: string;
  /** How many different values, 2 to 1,000. */
  readonly count: number;
  readonly within: Duration;
  /** Count separately for each value of these; all together when left out. */
  readonly group_by?: readonly string[] | undefined;
}

declare module "../rule.js" {
  interface KindOptions {
    /** Many different values in a short time. */
    readonly distinct: DistinctOptions;
  }
}

const options: z.ZodType<DistinctOptions> = z
  .strictObject({
    field: eventPath.meta({ description: "Path of the value that is counted." }),
    count: wholeNumber(2, 1000).meta({
      description: "How many different values in the window make a finding.",
      examples: [3],
    }),
    within: durationSchema.meta({ description: "The window: this long back from each match." }),
    group_by: groupBy.optional(),
  })
  .meta({ title: "Distinct values", description: "Finds many different values of a field in a short time." });

/** Many different values in a short time. */
export const distinct = defineKind<DistinctOptions>({
  word: "distinct",
  options,
  plan: ({ field, count, within, group_by = [] }) => {
    const span = milliseconds(within);
    return {
      groupBy: group_by,
      value: valueAt([field]),
      gap: span,
      reach: span,
      constants: { threshold: count, window: spell(span) },
      figures: [],
      windows: distinctWithin(count, span) as Windows<unknown>,
      explain: explainDistinct(field, count, span),
    };
  },
});

/** The latest values, the one seen longest ago first, each with its last occurrence and that one's number. */
interface Recent {
  readonly seen: Map<string, { readonly time: number; readonly number: number }>;
  number: number;
}

function distinctWithin(count: number, span: number): Windows<Recent> {
  const steps: Pick<Windows<Recent>, "start" | "step"> = {
    start: () => ({ seen: new Map(), number: 0 }),
    step: (recent, { time, value }) => {
      const { seen } = recent;
      recent.number++;
      // A Map keeps the order of insertion, so putting a value back makes it the most recent.
      seen.delete(value as string);
      seen.set(value as string, { time, number: recent.number });
      if (seen.size > count) seen.delete(seen.keys().next().value as string);
      const oldest = seen.size === count ? seen.values().next().value : undefined;
      if (!oldest || oldest.time <= time - span) return null;
      return { first: oldest.time, lead: recent.number - oldest.number + 1 };
    },
  };
  return { ...steps, review: reviewBySteps(steps, (points) => stretchesWithin(points, span)) };
}

/** Counts the latest occurrence of each value, as a hit does. */
function explainDistinct(field: string, count: number, span: number): Plan["explain"] {
  return function* explain(point) {
    const latest = new Map<string | null, Point>([[point.value, point]]);
    yield* lookBack(point, point.time - span, (earlier) => {
      if (!latest.has(earlier.value)) latest.set(earlier.value, earlier);
      return latest.size < count ? "more" : "enough";
    });
    const counted = [...latest.values()].reverse();
    const until = (counted[0] ?? point).time + span;
    const reached = enough(`values of ${field}`, { seen: latest.size, needed: count, window: spell(span), until });
    const values = counted.map(({ value }) => (JSON.parse(value as string) as unknown[])[0]);
    return { conditions: [{ ...reached, seen: values }], counted };
  };
}
