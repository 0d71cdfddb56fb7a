import type { Necessary } from "../condition/condition.js";
import type { NewEvent } from "../event.js";
import type { MatchSet } from "./rule-set.js";
import { createShelf, type Shelf } from "./shelf.js";

/** Finds the match sets that an event may match, without asking all of them. */
export interface RuleIndex {
  /** Calls back with each match set that listens to the event's type and is not known beforehand not to match. */
  readonly visit: (event: NewEvent, callback: (set: MatchSet) => void) => void;
}

/** The sets that may listen to one event type, filed by one fact each. */
interface Drawer {
  readonly sets: readonly MatchSet[];
  /** Those of which no fact is known. */
  readonly always: readonly MatchSet[];
  readonly shelves: readonly Shelf[];
}

/** Makes an index. Drawers of an earlier one whose sets stayed the same are taken over. */
export function createRuleIndex(sets: readonly MatchSet[], earlier?: RuleIndex): RuleIndex {
  const byType = new Map<string, MatchSet[]>();
  const ofAnyType: MatchSet[] = [];
  for (const set of sets) {
    const types = typesOf(set);
    if (!types) ofAnyType.push(set);
    for (const type of types ?? []) {
      const list = byType.get(type);
      if (list) list.push(set);
      else byType.set(type, [set]);
    }
  }
  const before = earlier ? drawersOf.get(earlier) : undefined;
  const drawers: Drawers = {
    byType: new Map([...byType].map(([type, list]) => [type, drawerOf(list, before?.byType.get(type))])),
    ofAnyType: drawerOf(ofAnyType, before?.ofAnyType),
  };
  const index: RuleIndex = {
    visit: (event, callback) => {
      open(drawers.ofAnyType, event, callback);
      const drawer = drawers.byType.get(event.event_type);
      if (drawer) open(drawer, event, callback);
    },
  };
  drawersOf.set(index, drawers);
  return index;
}

interface Drawers {
  readonly byType: ReadonlyMap<string, Drawer>;
  readonly ofAnyType: Drawer;
}

const drawersOf = new WeakMap<RuleIndex, Drawers>();

function open({ always, shelves }: Drawer, event: NewEvent, callback: (set: MatchSet) => void): void {
  for (const set of always) callback(set);
  for (const shelf of shelves) shelf.visit(event, callback);
}

/** The event types that a set can match, or null for any. */
function typesOf({ on, condition }: MatchSet): Iterable<string> | null {
  const demanded = condition?.necessary.find((fact) => fact.path === "event_type" && fact.test === "in");
  if (demanded?.test !== "in") return on;
  const types = demanded.values.filter((value) => typeof value === "string");
  return on ? types.filter((type) => on.has(type)) : new Set(types);
}

function drawerOf(sets: readonly MatchSet[], before: Drawer | undefined): Drawer {
  if (before && before.sets.length === sets.length && sets.every((set, index) => set === before.sets[index]))
    return before;
  const always: MatchSet[] = [];
  const byPath = new Map<string, { set: MatchSet; fact: Necessary }[]>();
  for (const set of sets) {
    const fact = tellingFact(set);
    if (!fact) always.push(set);
    else if (byPath.has(fact.path)) byPath.get(fact.path)?.push({ set, fact });
    else byPath.set(fact.path, [{ set, fact }]);
  }
  return { sets, always, shelves: [...byPath].map(([path, filed]) => createShelf(path, filed)) };
}

/** Of the facts about a set the one that most events fail. */
function tellingFact({ condition }: MatchSet): Necessary | undefined {
  const facts = (condition?.necessary ?? []).filter(({ path }) => path !== "event_type");
  return facts.toSorted((a, b) => breadth(a) - breadth(b))[0];
}

/** A guess at how many events a fact lets through; for comparing. */
function breadth(fact: Necessary): number {
  if (fact.test === "in") return fact.values.length;
  if (fact.test === "prefix") return 20 / (1 + fact.text.length);
  if (fact.test === "substring") return 40 / (1 + fact.text.length);
  return 1000;
}
