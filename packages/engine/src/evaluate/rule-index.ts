import type { Necessary } from "../condition/condition.js";
import { lookAnew } from "../condition/read-path.js";
import type { NewEvent } from "../event.js";
import type { MatchSet } from "./rule-set.js";
import { createShelf, type Shelf } from "./shelf.js";

/** Finds the match sets that an event may match, without asking all of them. */
export interface RuleIndex {
  /** The match sets that listen to the event's type and are not known beforehand not to match. */
  readonly candidates: (event: NewEvent) => readonly MatchSet[];
}

/** The sets that may listen to one event type, filed by one fact each. */
interface Drawer {
  readonly sets: readonly MatchSet[];
  /** Those of which no fact is known. */
  readonly always: readonly MatchSet[];
  readonly shelves: readonly Shelf[];
}

/** Makes an index of what an earlier one had, but for some sets, and of some more. */
export function createRuleIndex(earlier: RuleIndex | undefined, { gone, come }: Exchange): RuleIndex {
  const drawers = exchanged((earlier && drawersOf.get(earlier)) ?? empty, { gone, come });
  const index: RuleIndex = {
    candidates: (event) => {
      lookAnew();
      const drawer = drawers.byType.get(event.event_type);
      if (drawers.ofAnyType.sets.length === 0) {
        if (!drawer) return none;
        if (drawer.shelves.length === 0) return drawer.always;
      }
      const found: MatchSet[] = [];
      collect(drawers.ofAnyType, event, found);
      if (drawer) collect(drawer, event, found);
      return found;
    },
  };
  drawersOf.set(index, drawers);
  return index;
}

/** Sets that are no longer to be found, and others that are. */
interface Exchange {
  readonly gone: readonly MatchSet[];
  readonly come: readonly MatchSet[];
}

function exchanged(before: Drawers, { gone, come }: Exchange): Drawers {
  const leaving = new Set(gone);
  const coming = new Map<string | null, MatchSet[]>();
  for (const set of gone) for (const type of typesOf(set)) coming.set(type, []);
  for (const set of come) {
    for (const type of typesOf(set)) {
      const list = coming.get(type);
      if (list) list.push(set);
      else coming.set(type, [set]);
    }
  }
  const refilled = (drawer: Drawer, added: readonly MatchSet[]): Drawer =>
    drawerOf([...drawer.sets.filter((set) => !leaving.has(set)), ...added]);
  const byType = new Map(before.byType);
  let { ofAnyType } = before;
  for (const [type, added] of coming) {
    if (type === null) ofAnyType = refilled(ofAnyType, added);
    else byType.set(type, refilled(before.byType.get(type) ?? emptyDrawer, added));
  }
  return { byType, ofAnyType };
}

interface Drawers {
  readonly byType: ReadonlyMap<string, Drawer>;
  readonly ofAnyType: Drawer;
}

const none: readonly MatchSet[] = [];
const emptyDrawer: Drawer = { sets: none, always: none, shelves: [] };
const empty: Drawers = { byType: new Map(), ofAnyType: emptyDrawer };

const drawersOf = new WeakMap<RuleIndex, Drawers>();

function collect({ always, shelves }: Drawer, event: NewEvent, into: MatchSet[]): void {
  for (const set of always) into.push(set);
  for (const shelf of shelves) shelf.collect(event, into);
}

/** The event types that a set can match; null for any. */
function typesOf({ on, condition }: MatchSet): Iterable<string | null> {
  const demanded = condition?.necessary.find((fact) => fact.path === "event_type" && fact.test === "in");
  if (demanded?.test !== "in") return on ?? [null];
  const types = demanded.values.filter((value) => typeof value === "string");
  return new Set(on ? types.filter((type) => on.has(type)) : types);
}

function drawerOf(sets: readonly MatchSet[]): Drawer {
  const byPath = Map.groupBy(
    sets.map((set) => ({ set, fact: tellingFact(set) })),
    ({ fact }) => fact?.path,
  );
  const always: MatchSet[] = [];
  const shelves: Shelf[] = [];
  for (const [path, filed] of byPath) {
    const known = filed.flatMap(({ set, fact }) => (fact ? [{ set, fact }] : []));
    if (path === undefined || known.length < worthAShelf) always.push(...filed.map(({ set }) => set));
    else shelves.push(createShelf(path, known));
  }
  return { sets, always, shelves };
}

/** Fewer sets than this are asked one by one: looking the value up takes as long. */
const worthAShelf = 2;

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
