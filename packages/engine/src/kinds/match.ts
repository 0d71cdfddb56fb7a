import { z } from "zod";
import { type Duration, durationSchema, milliseconds } from "../duration.js";
import { defineKind, type Plan, type Point } from "../kind.js";
import { momentOf, upTo } from "./explaining.js";
import { groupBy } from "./group-by.js";
import { thresholdPlan } from "./threshold.js";

/*
 * match: every matching event is a finding. Nothing beside the event has a say in it, so no order can change it.
 *
 * With `dedup`, matches of a group less than `quiet` apart form one finding that counts them. That is a threshold
 * of one: every match is a hit, and hits less than `quiet` apart are united.
 */

/** How repeated matches are taken together. */
export interface DedupOptions {
  /** Matches less than this apart form one finding. */
  readonly quiet: Duration;
  /** Take together separately for each value of these; all together when left out. */
  readonly group_by?: readonly string[] | undefined;
}

declare module "../rule.js" {
  interface KindOptions {
    /** Of a plain match: take repeated matches together. */
    readonly dedup: DedupOptions;
  }
}

const options: z.ZodType<DedupOptions> = z
  .strictObject({
    quiet: durationSchema.meta({ description: "Matches less than this apart form one finding." }),
    group_by: groupBy.optional(),
  })
  .meta({
    title: "Repeated matches as one",
    description: "Of a plain match: takes repeated matches together into one finding that counts them.",
  });

/** Repeated matches taken together; the word that a `match` may carry. */
export const dedup = defineKind<DedupOptions>({
  word: "dedup",
  options,
  plan: ({ quiet, group_by }) => {
    const { constants, ...plan } = thresholdPlan({ count: 1, within: quiet, group_by });
    return {
      ...plan,
      constants: { quiet: constants.window },
      *explain(point) {
        const counted = yield* upTo(point, { before: 2, since: point.time - milliseconds(quiet) });
        const previous = counted.length > 1 ? momentOf((counted[0] as Point).time) : null;
        const note = previous ? `it joins the finding of the match at ${previous}` : "it begins a finding of its own";
        const test = `every match; those less than ${constants.window} apart form one finding`;
        return { conditions: [{ test, seen: previous, holds: true, note }], counted };
      },
    };
  },
});

/** The plan of a rule that carries no kind's word: every match is a finding. */
export const matchPlan: Plan = { groupBy: [], gap: 0, constants: {}, figures: [] };
