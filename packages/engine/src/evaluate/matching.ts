import { canonicalJson, digest } from "../digest.js";
import type { Problem } from "../engine.js";
import { messageOf } from "../errors.js";
import type { NewEvent } from "../event.js";
import type { Point } from "../kind.js";
import { comparePositions, type Position, tieOf } from "../order.js";
import type { CompiledRule, MatchSet } from "./rule-set.js";

/** An event with the store's number for it. */
export interface NumberedEvent {
  readonly id: number;
  readonly event: NewEvent;
}

/** A numbered event in its place. */
export interface PlacedEvent extends NumberedEvent, Position {}

/** What conditions and group keys made of some events. */
export interface Matches {
  /** Each match of a rule for which every match is a finding. */
  readonly single: readonly { readonly rule: CompiledRule; readonly point: Point; readonly event: NewEvent }[];
  /** New points by match set and group, in order. */
  readonly grouped: ReadonlyMap<MatchSet, ReadonlyMap<string, Point[]>>;
  readonly problems: readonly Problem[];
}

/** Group keys longer than this are stored by their hash. */
const longestGroup = 128;

/** Events in their order; of those at one position, which are the same event, the first. */
export function place(events: readonly NumberedEvent[]): PlacedEvent[] {
  return events
    .map(({ id, event }) => ({ id, event, time: Date.parse(event.timestamp), tie: tieOf(event) }))
    .sort(comparePositions)
    .filter((one, index, all) => index === 0 || comparePositions(all[index - 1] as Position, one) !== 0);
}

/** Tests each event once per match set that listens to its type. */
export function createMatcher(sets: readonly MatchSet[]): (events: readonly PlacedEvent[]) => Matches {
  const byType = new Map<string, readonly MatchSet[]>();
  const listeners = (type: string): readonly MatchSet[] => {
    const known = byType.get(type) ?? sets.filter(({ on }) => on?.has(type) ?? true);
    byType.set(type, known);
    return known;
  };
  return (events) => {
    const single: Matches["single"][number][] = [];
    const grouped = new Map<MatchSet, Map<string, Point[]>>();
    const problems: Problem[] = [];
    for (const { id, event, time, tie } of events) {
      for (const set of listeners(event.event_type)) {
        if (!matches(set, event, problems)) continue;
        const bare = { time, tie, event_id: id, value: null };
        for (const rule of set.single) single.push({ rule, point: bare, event });
        if (set.windowed.length === 0) continue;
        const group = groupOf(set, event);
        const value = set.values ? jsonOf(set.values, event) : null;
        if (group === null || (set.values && value === null)) continue;
        add(grouped, set, group, { ...bare, value });
      }
    }
    return { single, grouped, problems };
  };
}

function matches(set: MatchSet, event: NewEvent, problems: Problem[]): boolean {
  if (!set.when) return true;
  try {
    const outcome: unknown = set.when(deepFreeze(event));
    if (typeof outcome === "boolean") return outcome;
    problems.push(...problemsOf(set, event, `its condition gave ${typeof outcome}; it must give true or false`));
  } catch (thrown) {
    problems.push(...problemsOf(set, event, `its condition threw: ${messageOf(thrown)}`));
  }
  return false;
}

function problemsOf(set: MatchSet, { source, external_id }: NewEvent, message: string): Problem[] {
  return [...set.windowed, ...set.single].map(({ rule }) => ({ rule_name: rule.name, source, external_id, message }));
}

/** The group's key, or null where a part of it is missing. */
function groupOf({ groupBy }: MatchSet, event: NewEvent): string | null {
  const text = jsonOf(groupBy, event);
  return text !== null && text.length > longestGroup ? JSON.stringify(`sha256:${digest(text)}`) : text;
}

/** What some readers find, as a JSON array; null where one finds nothing. */
function jsonOf(readers: readonly ((event: unknown) => unknown)[], event: NewEvent): string | null {
  const values = readers.map((read) => read(event));
  if (values.some((value) => value === undefined || value === null)) return null;
  // Text and numbers have one form only; whatever has keys is written with them in order.
  return values.some((value) => typeof value === "object") ? canonicalJson(values) : JSON.stringify(values);
}

function add(grouped: Map<MatchSet, Map<string, Point[]>>, set: MatchSet, group: string, point: Point): void {
  const groups = grouped.get(set) ?? new Map<string, Point[]>();
  const points = groups.get(group) ?? [];
  points.push(point);
  groups.set(group, points);
  grouped.set(set, groups);
}

/** Rules see events that they cannot change. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
