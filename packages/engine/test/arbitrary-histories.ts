import fc from "fast-check";
import type { NewEvent, Rule, RuleEvent } from "../src/index.js";
import { batchesOf, eventSetOf } from "./arbitrary-events.js";
import { kinds, listening } from "./arbitrary-rules.js";
import type { Moment } from "./store-moments.js";

/*
 * Arbitrary histories: what happens to some engines over one store until all events are delivered. Everything that is
 * decided is in the history itself, so that one that fails can be told, cut down and played again.
 */

/** The sources that there are. */
export const sources = ["a", "b", "c"] as const;

/** What goes wrong during a step. */
export interface Fault {
  readonly moment: Moment;
  /** At which time that the moment comes, from 1. */
  readonly nth: number;
  /** Whether the engine is lost with it. */
  readonly isCrash: boolean;
  /** Whether the step is done again at once; else what it was to deliver comes later, or in the end. */
  readonly isRetried: boolean;
}

/** One thing that an engine is told to do, by its number. */
export type Step = { readonly engine: number; readonly fault: Fault | null } & (
  | { readonly does: "restart" | "run" }
  | { readonly does: "ingest"; readonly events: readonly NewEvent[]; readonly run: boolean }
  | { readonly does: "pull"; readonly source: string; readonly pages: number; readonly run: boolean }
);

/** How an engine is set up. */
interface Settings {
  readonly batchSize: number;
  readonly rememberedGroups: number;
}

/** A history; see above. */
export interface History {
  readonly events: readonly NewEvent[];
  readonly rules: readonly Rule[];
  readonly engines: readonly Settings[];
  /** Whether engines share a file, each by a connection of its own, or one connection to a store in memory. */
  readonly isFile: boolean;
  /** By source: the pages that it gives one after the other, with events late, twice or not at all. */
  readonly feeds: Readonly<Record<string, readonly (readonly unknown[])[]>>;
  readonly steps: readonly Step[];
}

const value = (event: RuleEvent): unknown => event.raw_data.value;

/** Gives what no condition may. */
const nonsense = (given: unknown): boolean => given as boolean;

/** Conditions, some of which fail on some events. */
const conditions: readonly NonNullable<Rule["when"]>[] = [
  (event) => event.user !== "bob",
  (event) => {
    if (value(event) === "x") throw new Error("no x, please");
    return true;
  },
  (event) => {
    if (event.user === null) throw null;
    return value(event) !== "y";
  },
  (event) => {
    if (event.source === "b") throw Number.NaN;
    return true;
  },
  (event) => nonsense(value(event) === "y" ? "yes" : true),
  (event) => nonsense(value(event) === undefined ? undefined : event.user === "ada"),
  (event) => nonsense(event.source === "c" ? Promise.resolve(false) : true),
];

const rules: fc.Arbitrary<Rule[]> = fc.tuple(
  ...Object.values(kinds).map((kind) =>
    fc.tuple(listening(kind), fc.constantFrom(undefined, undefined, ...conditions)).map(([rule, when]) => {
      return when ? { ...rule, when } : rule;
    }),
  ),
);

const fault: fc.Arbitrary<Fault> = fc.record({
  moment: fc.oneof(
    fc.constantFrom<Moment[]>(
      ...(["before begin", "after begin", "before append", "after append", "after source"] as const),
      ...(["after unprocessed", "before markProcessed", "after markProcessed"] as const),
    ),
    // What the engine has changed its mind about by then is not to stay in its memory.
    fc.constantFrom<Moment[]>(
      ...(["before recall", "after recall", "before save", "after save"] as const),
      ...(["before markSource", "after markSource", "before commit", "before commit", "after commit"] as const),
    ),
  ),
  nth: fc.constantFrom(1, 1, 2, 3),
  isCrash: fc.constantFrom(true, false, false),
  isRetried: fc.constantFrom(true, false, false),
});

const aspects = { engine: fc.constantFrom(0, 0, 1, 1, 2), fault: fc.option(fault, { freq: 2 }) };

/** Steps, of which some ingest any events, and others what comes next of all events in some order. */
function stepsOf(events: readonly NewEvent[]): fc.Arbitrary<Step[]> {
  const some = events.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...events), { maxLength: 5 });
  const run = fc.constantFrom(true, true, true, false);
  const ingest = { ...aspects, does: fc.constant("ingest"), run };
  const pull = { ...aspects, does: fc.constant("pull"), run, source: fc.constantFrom(...sources) };
  const step = fc.oneof(
    fc.record({ ...aspects, does: fc.constantFrom("restart", "run") }),
    fc.record({ ...ingest, events: some }),
    { arbitrary: fc.record({ ...ingest, events: fc.constant("next") }), weight: 5 },
    { arbitrary: fc.record({ ...pull, pages: fc.integer({ min: 1, max: 4 }) }), weight: 2 },
  );
  return fc
    .tuple(batchesOf(events, 5), fc.array(step, { minLength: 4, maxLength: 24, size: "max" }))
    .map(([batches, steps]) => {
      const rest = batches.values();
      return steps.map((one) => {
        return one.does === "ingest" && one.events === "next" ? { ...one, events: rest.next().value ?? [] } : one;
      }) as Step[];
    });
}

/** Pages that may also hold what is no event: a record that the source skips, and one that is refused. */
function pagesOf(events: readonly NewEvent[]): fc.Arbitrary<unknown[][]> {
  const noise = fc.array(fc.constantFrom<unknown[][]>([], [], [null], ["no event"]), { minLength: 1, maxLength: 5 });
  return fc.tuple(fc.subarray([...events]).chain(batchesOf), noise).map(([pages, extras]) => {
    return pages.map((page, index) => [...page, ...(extras[index % extras.length] ?? [])]);
  });
}

/** One to three engines over one store in memory, or two or three over a file. */
const engines: fc.Arbitrary<Pick<History, "engines" | "isFile">> = fc
  .constantFrom(false, false, true)
  .chain((isFile) => {
    const settings = fc.record({
      batchSize: fc.constantFrom(1, 3, 7, 1000),
      rememberedGroups: fc.constantFrom(0, 1, 2, 1000, 1000, 1000),
    });
    return fc.array(settings, { minLength: isFile ? 2 : 1, maxLength: 3 }).map((engines) => ({ engines, isFile }));
  });

/** Any history. */
export const histories: fc.Arbitrary<History> = eventSetOf(sources).chain((events) => {
  const feeds = sources.map((source) => [source, pagesOf(events.filter((event) => event.source === source))]);
  const rest = fc.record({ rules, feeds: fc.record(Object.fromEntries(feeds)), steps: stepsOf(events) });
  return fc.tuple(engines, rest).map(([those, given]) => ({ events, ...those, ...given }));
});
