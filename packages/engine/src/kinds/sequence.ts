import { z } from "zod";
import { type Duration, durationSchema, milliseconds, spell } from "../duration.js";
import type { ConditionOutcome } from "../explanation.js";
import { type Asked, defineKind, type Plan, type Point, type PointValue, type Windows } from "../kind.js";
import { type Condition, conditionSchema } from "../rule.js";
import { lookBack, momentOf } from "./explaining.js";
import { groupBy } from "./group-by.js";
import { reviewBySteps, stretchesWithin } from "./neighbourhood.js";

/*
 * sequence: one thing, then another, in a short time.
 *
 * A chain takes one event for each step, each later in order than the one before. An event of the last step is a hit
 * when the chain that ends with it and starts latest starts less than `within` before it. Hits less than `within`
 * apart form one finding, from the start of the first hit's chain to the last hit; every event of the group that
 * fits a step in between belongs to it.
 *
 * Taking the chain that starts latest is what makes this a fact about the sorted set: if any chain fits, that one
 * does, and no event is used up by another's chain. An event that comes late can only make hits less than `within`
 * behind it, and never unmakes one. Steps are tried from the last to the first, so that no event is two steps of
 * one chain.
 */

/** Options of a sequence. */
export interface SequenceOptions {
  /** 2 to 10 conditions, in the order in which they must come true. */
  readonly steps: readonly Condition[];
  /** From the first step to the last. */
  readonly within: Duration;
  /** Look separately at each value of these; at all together when left out. */
  readonly group_by?: readonly string[] | undefined;
}

declare module "../rule.js" {
  interface KindOptions {
    /** One thing, then another, in a short time. */
    readonly sequence: SequenceOptions;
  }
}

const options: z.ZodType<SequenceOptions> = z
  .strictObject({
    steps: z
      .array(conditionSchema)
      .min(2, "has fewer than 2 steps; add one")
      .max(10, "has more than 10 steps; use fewer")
      .meta({ description: "2 to 10 conditions, in the order in which they must come true." }),
    within: durationSchema.meta({ description: "From the first step to the last." }),
    group_by: groupBy.optional(),
  })
  .meta({ title: "Sequence", description: "Finds one thing and then another, in a short time." });

/** One thing, then another, in a short time. */
export const sequence = defineKind<SequenceOptions>({
  word: "sequence",
  options,
  plan: ({ steps, within, group_by = [] }, ask) => {
    const span = milliseconds(within);
    return {
      groupBy: group_by,
      value: stepsOf(steps.map(ask)),
      gap: span,
      reach: span,
      constants: { steps: steps.length, window: spell(span) },
      figures: [],
      windows: chainsWithin(steps.length, span) as Windows<unknown>,
      explain: explainChain(steps.length, span),
    };
  },
});

/** Which steps an event fits, as bits; an event that fits none takes no part. */
function stepsOf(steps: readonly Asked[]): PointValue {
  return {
    key: steps.map(({ key }) => key),
    test: `fits one of the ${steps.length} steps`,
    isCode: steps.some(({ isCode }) => isCode),
    read: (event) => {
      const bits = steps.reduce((mask, { test }, index) => (test(event) ? mask | (1 << index) : mask), 0);
      return bits === 0 ? null : bits;
    },
  };
}

/** Of the chains through each step but the last, the start that is latest. */
interface Chains {
  readonly starts: ({ readonly time: number; readonly number: number } | undefined)[];
  number: number;
}

function chainsWithin(count: number, span: number): Windows<Chains> {
  const steps: Pick<Windows<Chains>, "start" | "step"> = {
    start: () => ({ starts: [], number: 0 }),
    step: (chains, { time, value }) => {
      const { starts } = chains;
      const bits = Number(value);
      chains.number++;
      const fits = (index: number): boolean => (bits & (1 << index)) !== 0;
      const start = fits(count - 1) ? starts[count - 2] : undefined;
      for (let index = count - 2; index > 0; index--) {
        const earlier = starts[index - 1];
        if (fits(index) && earlier && earlier.number > (starts[index]?.number ?? 0)) starts[index] = earlier;
      }
      if (fits(0)) starts[0] = { time, number: chains.number };
      if (!start || start.time <= time - span) return null;
      return { first: start.time, lead: chains.number - start.number + 1 };
    },
  };
  return { ...steps, review: reviewBySteps(steps, (points) => stretchesWithin(points, span)) };
}

/** Follows the chain that ends with a point, as its last possible step, back to its start. */
function explainChain(count: number, span: number): Plan["explain"] {
  return function* explain(point) {
    const fits = ({ value }: Point, index: number): boolean => (Number(value) & (1 << index)) !== 0;
    const reached = Math.floor(Math.log2(Number(point.value)));
    const chain = [point];
    const isWhole = (): boolean => chain.length > reached;
    if (!isWhole()) {
      yield* lookBack(point, point.time - span, (earlier) => {
        if (fits(earlier, reached - chain.length)) chain.unshift(earlier);
        return isWhole() ? "enough" : "more";
      });
    }
    const parts = Array.from({ length: count }, (_, index): ConditionOutcome => {
      const taken = chain[index - (reached + 1 - chain.length)];
      return { test: `step ${index + 1}`, seen: taken ? momentOf(taken.time) : null, holds: taken !== undefined };
    });
    const holds = isWhole() && reached === count - 1;
    const until = momentOf((chain[0] as Point).time + span);
    const awaited = reached === count - 2 ? `step ${count}` : `steps ${reached + 2} to ${count}`;
    const note = isWhole()
      ? `${awaited} before ${until} would have completed it`
      : "earlier steps did not come before it";
    const test = `${count} steps, one after the other, within ${spell(span)}`;
    const seen = `${chain.length} of ${count}`;
    return { conditions: [{ test, seen, holds, ...(holds ? {} : { note }), parts }], counted: chain };
  };
}
