import { z } from "zod";
import { eventInputSchema } from "../event.js";
import { type EvaluatedFinding, findingSchema } from "../finding.js";

const someFields = findingSchema.omit({ id: true, created_at: true, status: true }).partial();

// What is JSON has no field that is there and undefined.
const expected = (someFields as unknown as z.ZodType<Partial<EvaluatedFinding>, Partial<EvaluatedFinding>>).meta({
  description: "A finding, as far as it matters here.",
  examples: [{ user: "ada", event_count: 5 }],
});

const ruleCase = z
  .strictObject({
    name: z
      .string()
      .min(1, "is empty; say what the events are")
      .meta({ description: "Says what the events are.", examples: ["five in ten minutes"] }),
    events: z
      .array(eventInputSchema)
      .min(1, "is empty; a case shows something with an event")
      .meta({ description: "The events, in any order." }),
    finds: z
      .array(expected)
      .optional()
      .meta({ description: "The findings in the order of their times; not looked at when left out." }),
  })
  .meta({ description: "Events, and what the rule makes of them." });

/** The cases that a rule file carries for `mcm rules test`. */
export const casesSchema = z
  .strictObject({
    hits: z.array(ruleCase).meta({ description: "Cases that the rule must find; each needs its last event." }),
    misses: z.array(ruleCase).meta({ description: "Cases near a hit that the rule must not find." }),
  })
  .meta({ title: "Tests", description: "What the rule must find and what it must not: mcm rules test runs them." });

/** The cases that a rule file carries. */
export type RuleFileCases = z.input<typeof casesSchema>;
