import { milliseconds, type NewEvent } from "../src/index.js";
import type { AbsenceOptions } from "../src/kinds/absence.js";
import type { DistinctOptions } from "../src/kinds/distinct.js";
import type { DedupOptions } from "../src/kinds/match.js";
import type { NewValueOptions } from "../src/kinds/new-value.js";
import type { RareOptions } from "../src/kinds/rare.js";
import type { SequenceOptions } from "../src/kinds/sequence.js";
import type { ThresholdOptions } from "../src/kinds/threshold.js";
import { comparePositions, type Position, tieOf } from "../src/order.js";
import type { ConditionFunction } from "../src/rule.js";

/*
 * What each kind means, written down as plainly as possible over the whole sorted set: no state, no neighbours, no
 * incremental step. Tests hold the evaluator against it.
 */

/** What of a finding depends on the set of events alone. */
export interface ExpectedFinding {
  readonly group: readonly unknown[];
  readonly anchor: string;
  /** Where it is not the anchor's. */
  readonly timestamp?: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly event_count: number;
}

interface Placed extends Position {
  readonly event: NewEvent;
}

/** The window of the event at an index: all up to it that are younger than `span`. */
const windowAt = (all: readonly Placed[], index: number, span: number): Placed[] =>
  all.slice(0, index + 1).filter(({ time }) => time > at(all, index).time - span);

/** Every event is a finding. */
export function expectMatch(events: readonly NewEvent[]): ExpectedFinding[] {
  return sorted(events).map((one) => expected([], one, [one]));
}

/** Events less than `quiet` apart form one finding. */
export function expectDedup(events: readonly NewEvent[], { quiet, group_by = [] }: DedupOptions): ExpectedFinding[] {
  return groups(events, group_by).flatMap(([group, all]) =>
    runsOf(
      all,
      all.map((_, index) => index),
      milliseconds(quiet),
    ).map((run) => {
      return expected(group, at(all, run[0]), all.slice(run[0], at(run, -1) + 1));
    }),
  );
}

/** Hits less than `within` apart form one finding, from the first event of the first one's window to the last hit. */
export function expectThreshold(events: readonly NewEvent[], options: ThresholdOptions): ExpectedFinding[] {
  const span = milliseconds(options.within);
  return groups(events, options.group_by ?? []).flatMap(([group, all]) => {
    const hits = all.flatMap((_, index) => (windowAt(all, index, span).length >= options.count ? [index] : []));
    return runsOf(all, hits, span).map((run) => {
      const first = all.indexOf(at(windowAt(all, at(run, 0), span), 0));
      return expected(group, at(all, run[0]), all.slice(first, at(run, -1) + 1));
    });
  });
}

/** Windows with `count` distinct values are hits; the first one counts from where its count-th most recent value was last seen. */
export function expectDistinct(events: readonly NewEvent[], options: DistinctOptions): ExpectedFinding[] {
  const span = milliseconds(options.within);
  const itsValue = ({ event }: Placed) => read(event, options.field);
  const withValue = events.filter((event) => (read(event, options.field) ?? null) !== null);
  return groups(withValue, options.group_by ?? []).flatMap(([group, all]) => {
    const hits = all.flatMap((_, index) => {
      return new Set(windowAt(all, index, span).map(itsValue)).size >= options.count ? [index] : [];
    });
    return runsOf(all, hits, span).map((run) => {
      const firstHit = at(run, 0);
      // The shortest stretch up to the first hit that still holds `count` values.
      let first = firstHit;
      while (new Set(all.slice(first, firstHit + 1).map(itsValue)).size < options.count) first--;
      return expected(group, at(all, firstHit), all.slice(first, at(run, -1) + 1));
    });
  });
}

/** Last steps whose latest chain is short enough are hits. */
export function expectSequence(events: readonly NewEvent[], options: SequenceOptions): ExpectedFinding[] {
  const span = milliseconds(options.within);
  const steps = options.steps as readonly ConditionFunction[];
  const inSteps = events.filter((event) => steps.some((step) => step(event)));
  return groups(inSteps, options.group_by ?? []).flatMap(([group, all]) => {
    /** Start of the chain that ends at an index with the last step and starts latest: step by step the latest before. */
    const startOf = (end: number): number | undefined => {
      if (!at(steps, -1)(at(all, end).event)) return undefined;
      let index = end;
      for (const step of steps.slice(0, -1).reverse()) {
        index = all.slice(0, index).findLastIndex(({ event }) => step(event));
        if (index < 0) return undefined;
      }
      return index;
    };
    const hits = all.flatMap((one, index) => {
      const start = startOf(index);
      return start !== undefined && at(all, start).time > one.time - span ? [index] : [];
    });
    return runsOf(all, hits, span).map((run) => {
      return expected(group, at(all, run[0]), all.slice(startOf(at(run, 0)), at(run, -1) + 1));
    });
  });
}

/** Values not seen in the history before, once the group is old enough. */
export function expectNewValue(events: readonly NewEvent[], options: NewValueOptions): ExpectedFinding[] {
  const [history, learn] = [milliseconds(options.history), milliseconds(options.learn)];
  const itsValue = (event: NewEvent) => JSON.stringify(options.fields.map((field) => read(event, field)));
  const withValue = events.filter((event) => options.fields.every((field) => (read(event, field) ?? null) !== null));
  return groups(withValue, options.group_by ?? []).flatMap(([group, all]) =>
    all.flatMap((one, index) => {
      const isKnown = all
        .slice(0, index)
        .some(({ event, time }) => itsValue(event) === itsValue(one.event) && time >= one.time - history);
      return !isKnown && one.time - at(all, 0).time >= learn ? [expected(group, one, [one])] : [];
    }),
  );
}

/** Matches with none after them for too long, as far as the newest of all events of their source tells. */
export function expectAbsence(
  matches: readonly NewEvent[],
  events: readonly NewEvent[],
  options: AbsenceOptions,
): ExpectedFinding[] {
  const span = milliseconds(options.every);
  const newest = (source: string) =>
    Math.max(...events.filter((event) => event.source === source).map(({ timestamp }) => Date.parse(timestamp)));
  return groups(matches, options.group_by ?? []).flatMap(([group, all]) =>
    all.flatMap((one, index) => {
      const next = all[index + 1];
      const isSilent = (next?.time ?? newest(one.event.source)) - one.time > span;
      if (!isSilent) return [];
      const found = expected(group, one, next ? [one, next] : [one]);
      return [{ ...found, timestamp: new Date(one.time + span).toISOString() }];
    }),
  );
}

/** Few of one value among many. */
export function expectRare(events: readonly NewEvent[], options: RareOptions): ExpectedFinding[] {
  const span = milliseconds(options.within);
  const withValue = events.filter((event) => (read(event, options.field) ?? null) !== null);
  return groups(withValue, options.group_by ?? []).flatMap(([group, all]) =>
    all.flatMap((one, index) => {
      const window = windowAt(all, index, span);
      const same = window.filter(({ event }) => read(event, options.field) === read(one.event, options.field));
      return window.length >= options.after && same.length <= options.at_most ? [expected(group, one, [one])] : [];
    }),
  );
}

/** Indexes less than `gap` apart in time, together. */
function runsOf(all: readonly Placed[], indexes: readonly number[], gap: number): number[][] {
  const runs: number[][] = [];
  for (const index of indexes) {
    const run = runs.at(-1);
    if (run && at(all, index).time - at(all, at(run, -1)).time < gap) run.push(index);
    else runs.push([index]);
  }
  return runs;
}

/** Groups of events, each in order. */
function groups(events: readonly NewEvent[], groupBy: readonly string[]): [unknown[], Placed[]][] {
  const byKey = new Map<string, [unknown[], NewEvent[]]>();
  for (const event of events) {
    const key = groupBy.map((path) => read(event, path));
    if (key.some((value) => value === undefined || value === null)) continue;
    const entry = byKey.get(JSON.stringify(key)) ?? [key, []];
    entry[1].push(event);
    byKey.set(JSON.stringify(key), entry);
  }
  return [...byKey.values()].map(([key, group]) => [key, sorted(group)]);
}

const sorted = (events: readonly NewEvent[]): Placed[] =>
  events.map((event) => ({ event, time: Date.parse(event.timestamp), tie: tieOf(event) })).sort(comparePositions);

function read(event: NewEvent, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event);
}

function expected(group: readonly unknown[], anchor: Placed, events: readonly Placed[]): ExpectedFinding {
  return {
    group,
    anchor: anchor.tie,
    first_seen: at(events, 0).event.timestamp,
    last_seen: at(events, -1).event.timestamp,
    event_count: events.length,
  };
}

function at<T>(list: readonly T[], index: number | undefined): T {
  const found = list.at(index ?? 0);
  if (found === undefined) throw new Error(`nothing at ${index}`);
  return found;
}
