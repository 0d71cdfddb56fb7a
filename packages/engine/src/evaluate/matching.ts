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
  readonly single: readonly { readonly rule: CompiledRule; readonly point: Point }[];
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
        const match = attempt(set, event, problems);
        if (!match) continue;
        const { group, value } = match;
        const point = { time, tie, event_id: id, value };
        for (const rule of set.single) single.push({ rule, point });
        if (group !== null) add(grouped, set, group, point);
      }
    }
    return { single, grouped, problems };
  };
}

/** What a match set makes of an event: null for no match, a null group for one that takes no part in windows. */
function attempt(
  set: MatchSet,
  event: NewEvent,
  problems: Problem[],
): { readonly group: string | null; readonly value: string | null } | null {
  try {
    if (set.runsCode) deepFreeze(event);
    if (set.when && !isTrue(set.when(event))) return null;
    if (set.windowed.length === 0) return { group: null, value: null };
    const value = set.value?.(event) ?? null;
    const takesPart = value !== null || set.value === null;
    return { group: takesPart ? groupOf(set, event) : null, value: value === null ? null : jsonOf(value) };
  } catch (thrown) {
    const { source, external_id } = event;
    const message = thrown instanceof NotBoolean ? thrown.message : `its condition threw: ${messageOf(thrown)}`;
    for (const { rule } of [...set.windowed, ...set.single]) {
      problems.push({ rule_name: rule.name, source, external_id, message });
    }
    return null;
  }
}

class NotBoolean extends Error {}

/** @throws {NotBoolean} for what is neither true nor false: a promise, say, would always count as true. */
function isTrue(outcome: unknown): boolean {
  if (typeof outcome === "boolean") return outcome;
  throw new NotBoolean(`its condition gave ${typeof outcome}; it must give true or false`);
}

/** The group's key as a JSON array of its values, or null where one is missing. */
function groupOf({ groupBy }: MatchSet, event: NewEvent): string | null {
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
function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
