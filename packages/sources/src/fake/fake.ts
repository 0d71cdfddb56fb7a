import { defineSource, type EventInput, type Page, type PullContext } from "@mcm/engine";
import { z } from "zod";
import { fakeEvents } from "./fake-events.js";
import { type FakeOptions, type FakePlan, planOf } from "./options.js";

const pageSize = 1000;

/** What was planned at the first pull, times in ISO 8601, and how much of it was stored. */
const cursorSchema = z.object({
  seed: z.number(),
  from: z.string(),
  to: z.string(),
  users: z.number(),
  count: z.number(),
  sent: z.int().nonnegative(),
});

type FakeCursor = z.infer<typeof cursorSchema>;

const optionsSchema = z.object({
  /** How many; 5,000 by default. */
  count: z.number().optional(),
  /** As of {@link FakeOptions}. */
  seed: z.number().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  users: z.number().optional(),
});

/** Which fake events a source brings. */
export type FakeSourceOptions = z.input<typeof optionsSchema>;

/**
 * A source of invented events, to try everything else with. It brings them once: the cursor keeps the plan, so
 * that a pull which was interrupted goes on with the same month, and a further one brings nothing. Other options
 * begin another month.
 *
 * @throws {McmError} `invalid_source` for options out of bounds.
 */
export const fake = defineSource({
  name: "fake",
  options: optionsSchema,
  create: ({ count = 5000, ...options }) => {
    planOf(count, options);
    return {
      normalize: (record) => record as EventInput,
      pull: (context) => pull(count, options, context),
    };
  },
});

function* pull(count: number, options: FakeOptions, { cursor, signal }: PullContext): Generator<Page> {
  const { data: known } = cursorSchema.safeParse(cursor);
  const { sent, ...plan } = (known && resume(count, options, known)) ?? begin(planOf(count, options));
  let records: EventInput[] = [];
  let index = 0;
  for (const event of fakeEvents(count, plan)) {
    if (signal.aborted) return;
    if (index++ < sent) continue;
    records.push(event);
    if (records.length < pageSize && index < count) continue;
    yield { records, cursor: { ...plan, sent: index } satisfies FakeCursor };
    records = [];
  }
}

/** The known plan, if the options still ask for it. */
function resume(count: number, options: FakeOptions, known: FakeCursor): FakeCursor | undefined {
  const { from = known.from, to = known.to } = options;
  const asked = begin(planOf(count, { ...options, from, to }));
  const fields = ["seed", "from", "to", "users", "count"] as const;
  return fields.every((field) => asked[field] === known[field]) ? known : undefined;
}

function begin(plan: FakePlan): FakeCursor {
  return { ...plan, from: new Date(plan.from).toISOString(), to: new Date(plan.to).toISOString(), sent: 0 };
}
