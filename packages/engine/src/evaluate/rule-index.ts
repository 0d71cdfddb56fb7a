import { lookAnew } from "../condition/read-path.js";
import type { NewEvent } from "../event.js";
import { type Drawer, drawerOf } from "./drawer.js";
import type { MatchSet } from "./rule-set.js";

/** Finds the match sets that an event may match, without asking all of them. */
export interface RuleIndex {
  /** The match sets that listen to the event's type and are not known beforehand not to match. */
  readonly candidates: (event: NewEvent) => readonly MatchSet[];
}

/** Sets that are no longer to be found, and others that are. */
interface Exchange {
  readonly gone: readonly MatchSet[];
  readonly come: readonly MatchSet[];
}

interface Drawers {
  readonly byType: ReadonlyMap<string, Drawer>;
  readonly ofAnyType: Drawer;
}

/** Makes an index of what an earlier one had, but for some sets, and of some more. */
export function createRuleIndex(earlier: RuleIndex | undefined, { gone, come }: Exchange): RuleIndex {
  const drawers = exchanged((earlier && drawersOf.get(earlier)) ?? empty, { gone, come });
  const { byType, ofAnyType } = drawers;
  const index: RuleIndex = {
    candidates: (event) => {
      lookAnew();
      const drawer = byType.get(event.event_type);
      if (ofAnyType.sets.length === 0) {
        if (!drawer) return none;
        if (!drawer.isSorted) return drawer.always;
      }
      const found: MatchSet[] = [];
      ofAnyType.collect(event, found);
      drawer?.collect(event, found);
      return found;
    },
  };
  drawersOf.set(index, drawers);
  return index;
}

const none: readonly MatchSet[] = [];
const emptyDrawer = drawerOf(none);
const empty: Drawers = { byType: new Map(), ofAnyType: emptyDrawer };

const drawersOf = new WeakMap<RuleIndex, Drawers>();

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
    else byType.set(type, refilled(byType.get(type) ?? emptyDrawer, added));
  }
  return { byType, ofAnyType };
}

/** The event types that a set can match; null for any. */
function typesOf({ on, condition }: MatchSet): Iterable<string | null> {
  const demanded = condition?.necessary.find((fact) => fact.path === "event_type" && fact.test === "in");
  if (demanded?.test !== "in") return on ?? [null];
  const types = demanded.values.filter((value) => typeof value === "string");
  return new Set(on ? types.filter((type) => on.has(type)) : types);
}
