import { canonicalJson, digest } from "../digest.js";
import type { Problem } from "../engine.js";
import { messageOf } from "../errors.js";
import { contentId, type NewEvent, type SourceEvent } from "../event.js";
import { timeOf } from "../event-time.js";
import type { Point } from "../kind.js";
import { comparePositions, type Position, tieOf } from "../order.js";
import { NotBoolean } from "./asked.js";
import type { RuleIndex } from "./rule-index.js";
import type { CompiledRule, MatchSet } from "./rule-set.js";

/** An event with the store's number for it. */
export interface NumberedEvent {
  readonly id: number;
  readonly event: NewEvent;
}

/** A numbered event in its place. */
export interface PlacedEvent extends NumberedEvent, Position {}

/** What conditions and group keys made of some events. */
interface Matches {
  /** Each match of a rule for which every match is a finding. */
  readonly single: readonly { readonly rule: CompiledRule; readonly point: Point }[];
  /** New points by match set and group, in order. */
  readonly grouped: ReadonlyMap<MatchSet, ReadonlyMap<string, Point[]>>;
  readonly problems: readonly Problem[];
  /** To be called once what was made of the events is committed: counts the failures. */
  readonly keepFates: () => void;
}

/** Group keys longer than this are stored by their hash. */
const longestGroup = 128;

/** Events in their order; of those at one position, which are the same event, the first. */
export function place(events: readonly NumberedEvent[]): PlacedEvent[] {
  return events
    .map(({ id, event }) => ({ id, event, time: timeOf(event.timestamp), tie: tieOf(event) }))
    .sort(comparePositions)
    .filter((one, index, all) => index === 0 || comparePositions(all[index - 1] as Position, one) !== 0);
}

/** A stored event as evaluation sees it: with an id of its own where others wrote it without one. */
export function numbered({ id, processed: _, ...event }: SourceEvent): NumberedEvent {
  return { id, event: { ...event, external_id: event.external_id ?? contentId(event) } };
}

/** How often in a row a rule may fail before it is set aside. */
const patience = 100;

/** How a match set's rules have fared. */
interface Fate {
  failures: number;
  inRow: number;
  last: Problem | null;
}

/** Tests events against match sets. */
export interface Matcher {
  /** Tests each event once per match set that listens to its type. */
  readonly match: (events: readonly PlacedEvent[]) => Matches;
  /** How a match set's rules have fared so far. */
  readonly fateOf: (set: MatchSet) => Readonly<Fate> & { readonly isSetAside: boolean };
}

/** How match sets have fared, for as long as they are loaded. */
export type Fates = WeakMap<MatchSet, Fate>;

/** Prepares match sets for events; a set whose rules only ever fail is set aside. */
export function createMatcher(index: RuleIndex, fates: Fates): Matcher {
  const fateOf = (set: MatchSet): Fate => fates.get(set) ?? { failures: 0, inRow: 0, last: null };

  return {
    match: (events) => {
      const single: Matches["single"][number][] = [];
      const grouped = new Map<MatchSet, Map<string, Point[]>>();
      const problems: Problem[] = [];
      // A batch that is undone comes again, and must find everything as it was.
      const changed = new Map<MatchSet, Fate>();
      const changing = (set: MatchSet): Fate => {
        const fate = changed.get(set) ?? { ...fateOf(set) };
        changed.set(set, fate);
        return fate;
      };
      const test = (set: MatchSet, event: NewEvent): Match | null => {
        if (set.runsCode && changing(set).inRow >= patience) return null;
        try {
          const match = matchOf(set, event);
          if (set.runsCode) changing(set).inRow = 0;
          return match;
        } catch (thrown) {
          problems.push(...fail(set, event, { thrown, fate: changing(set) }));
          return null;
        }
      };
      for (const { id, event, time, tie } of events) {
        for (const set of index.candidates(event)) {
          const match = test(set, event);
          if (!match) continue;
          const { group, value } = match;
          const point = { time, tie, event_id: id, value };
          for (const rule of set.single) single.push({ rule, point });
          if (group !== null) add(grouped, set, group, point);
        }
      }
      const keepFates = (): void => {
        for (const [set, fate] of changed) fates.set(set, fate);
      };
      return { single, grouped, problems, keepFates };
    },
    fateOf: (set) => ({ ...fateOf(set), isSetAside: fateOf(set).inRow >= patience }),
  };
}

/** An event's part in a match set; a null group for one that takes no part in windows. */
interface Match {
  readonly group: string | null;
  readonly value: string | null;
}

/** What a match set makes of an event; null for no match. Throws what the rule throws. */
function matchOf(set: MatchSet, event: NewEvent): Match | null {
  if (set.runsCode) deepFreeze(event);
  if (set.condition && !set.condition.test(event)) return null;
  if (set.windowed.length === 0) return { group: null, value: null };
  const value = valueOfEvent(set, event);
  const takesPart = value !== null || set.value === null;
  return { group: takesPart ? groupOf(set, event) : null, value };
}

/** Counts a failure, and says what there is to report of it. */
function fail(
  { windowed, single }: MatchSet,
  { source, external_id }: NewEvent,
  { thrown, fate }: { thrown: unknown; fate: Fate },
): Problem[] {
  fate.failures++;
  fate.inRow++;
  const isSetAside = fate.inRow >= patience;
  const fact = thrown instanceof NotBoolean ? thrown.message : `its condition threw: ${messageOf(thrown)}`;
  const message = isSetAside
    ? `${fact}; it failed on ${patience} events in a row and is set aside: mend it, load it again and backfill it`
    : fact;
  const problems = [...windowed, ...single].map(({ rule }) => {
    return { rule_name: rule.name, source, external_id, message, set_aside: isSetAside };
  });
  fate.last = problems[0] ?? null;
  return problems;
}

/** What a match set keeps of an event, as JSON; null where it keeps nothing, or the event has none of it. */
export function valueOfEvent({ value }: MatchSet, event: NewEvent): string | null {
  const read = value?.(event) ?? null;
  return read === null ? null : jsonOf(read);
}

/** The group's key as a JSON array of its values, or null where one is missing. */
export function groupOf({ groupBy }: MatchSet, event: NewEvent): string | null {
  const values = groupBy.map((read) => read(event));
  if (values.some((value) => value === undefined || value === null)) return null;
  const text = jsonOf(values);
  return text.length > longestGroup ? JSON.stringify(`sha256:${digest(text)}`) : text;
}

/** JSON in which equal values have equal texts. */
function jsonOf(value: unknown): string {
  const isFlat = Array.isArray(value) && value.every((one) => typeof one !== "object");
  // Text and numbers have one form only; whatever has keys is written with them in order.
  return isFlat ? JSON.stringify(value) : canonicalJson(value);
}

function add(grouped: Map<MatchSet, Map<string, Point[]>>, set: MatchSet, group: string, point: Point): void {
  const groups = grouped.get(set) ?? new Map<string, Point[]>();
  const points = groups.get(group) ?? [];
  points.push(point);
  groups.set(group, points);
  grouped.set(set, groups);
}

/** Rules see events that they cannot change. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
