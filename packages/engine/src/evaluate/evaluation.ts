import type { Problem } from "../engine.js";
import type { NewEvent } from "../event.js";
import type { Point } from "../kind.js";
import { comparePositions } from "../order.js";
import type { Evaluated, HistoryAnswers, HistoryQuestions } from "../store.js";
import type { Memory } from "./group-memory.js";
import { type Group, type Ledger, type Told, tell } from "./ledger.js";
import { createMatcher, type NumberedEvent, place } from "./matching.js";
import { nothing, reviewAll } from "./review.js";
import type { CompiledRule, MatchSet } from "./rule-set.js";
import { changeOf, differs, keepsAnchor, spanOfHit } from "./span.js";

/** What the rules made of a batch. */
export interface Outcome {
  readonly evaluated: Evaluated;
  readonly problems: readonly Problem[];
  /** To be told the number of each created finding once they are stored. */
  readonly settle: (rows: readonly number[]) => void;
}

/** A walk that stops wherever it needs the past. */
export type Evaluation = Generator<HistoryQuestions, Outcome, HistoryAnswers>;

/** Rules, ready to be shown events. */
export interface Evaluations {
  /** Turns a batch of events into changes of findings. */
  readonly evaluate: (events: readonly NumberedEvent[]) => Evaluation;
  /**
   * Finds what fell silent as the newest events of some sources advanced. To be walked when a batch's outcome is
   * saved; null where no rule is about silence.
   */
  readonly sweep: ((sources: readonly string[]) => Evaluation) | null;
}

/**
 * Prepares rules for evaluation. What is remembered of groups is a cache: a group that is not in it, or whose new
 * points are not its latest, is read from the store, all such groups of a batch together.
 */
export function createEvaluations(sets: readonly MatchSet[], memory: Memory): Evaluations {
  const match = createMatcher(sets);
  const watching = sets.flatMap((set) => set.windowed.flatMap((rule) => (isWatching(rule) ? [{ set, rule }] : [])));

  function* evaluate(events: readonly NumberedEvent[]): Evaluation {
    const placed = place(events);
    const { single, grouped, problems } = match(placed);
    const ledger: Ledger = { told: new Map(), withdrawals: [] };
    for (const { rule, point } of single) tell(ledger, rule, null, spanOfHit(point, { first: point.time, lead: 1 }));
    const groups = [...groupsOf(grouped)];
    const unknown = groups.filter((group) => !goOn(group, memory, ledger));
    yield* reviewAll(unknown, memory, ledger);
    const points = [...grouped].flatMap(([{ key, windowed }, byGroup]) => {
      const watched = windowed.some(isWatching);
      return [...byGroup].map(([group, list]) => ({ match_set: key, group, watched, points: list }));
    });
    const byId = new Map(placed.map(({ id, event }) => [id, event]));
    return yield* conclude(ledger, { byId, points, problems, told: [] });
  }

  function* sweep(sources: readonly string[]): Evaluation {
    const asked = watching.flatMap(({ set, rule }) => {
      return sources.map((source) => ({ rule, match_set: set.key, source, silence: rule.plan.silence ?? 0 }));
    });
    const { silent } = yield { ...nothing, silent: asked };
    const found = asked.flatMap(({ rule, match_set }, index) => {
      return (silent[index] ?? []).map(({ group, last }) => ({ rule, match_set, group, last }));
    });
    const ledger: Ledger = { told: new Map(), withdrawals: [] };
    for (const { rule, group, last } of found) {
      tell(ledger, rule, group, spanOfHit(last, { first: last.time, lead: 1 }));
      // What is remembered of the group does not know of this finding.
      memory.delete(rule, group);
    }
    return yield* conclude(ledger, { byId: new Map(), points: [], problems: [], told: found });
  }

  function* conclude(ledger: Ledger, { byId, points, problems, told }: Conclusion): Evaluation {
    const changed = [...ledger.told.values()].filter(({ span }) => differs(span));
    yield* fetchAnchors(changed, byId);
    const changes = changed.map(({ rule, group, span }) => {
      return changeOf(rule, group, span, keepsAnchor(span) ? undefined : byId.get(span.anchor.event_id));
    });
    const settle = (rows: readonly number[]): void => {
      let next = 0;
      for (const [index, { type, record }] of changes.entries()) {
        const span = changed[index]?.span;
        if (span) span.stored = type === "created" ? { ...record, row: rows[next++] ?? null } : record;
      }
      memory.trim();
    };
    const evaluated = { points, changes: [...ledger.withdrawals, ...changes], told };
    return { evaluated, problems, settle };
  }

  return { evaluate, sweep: watching.length > 0 ? sweep : null };
}

interface Conclusion {
  readonly byId: Map<number, NewEvent>;
  readonly points: Evaluated["points"];
  readonly problems: readonly Problem[];
  readonly told: Evaluated["told"];
}

const isWatching = ({ plan }: CompiledRule): boolean => plan.silence !== undefined;

function* groupsOf(grouped: ReadonlyMap<MatchSet, ReadonlyMap<string, readonly Point[]>>): Generator<Group> {
  for (const [matchSet, byGroup] of grouped) {
    for (const rule of matchSet.windowed) {
      for (const [key, points] of byGroup) yield { rule, matchSet, key, points };
    }
  }
}

/** The fast path: takes points that follow a remembered group's last one. False where they do not, or it is not remembered. */
function goOn({ rule, key, points }: Group, memory: Memory, ledger: Ledger): boolean {
  const { windows, gap } = rule.plan;
  const group = memory.get(rule, key);
  const first = points[0];
  if (!windows || !group || !first || comparePositions(first, group.last) <= 0) return false;
  if (windows.knows && !windows.knows(group.state, points)) return false;
  for (const point of points) {
    const hit = windows.step(group.state, point);
    group.last = point;
    group.since++;
    if (!hit) continue;
    if (group.open && point.time - group.open.last.time < gap) {
      group.open.count += group.since;
      group.open.last = point;
      tell(ledger, rule, key, group.open);
    } else {
      const span = spanOfHit(point, hit);
      tell(ledger, rule, key, span);
      if (gap > 0) group.open = span;
    }
    group.since = 0;
  }
  return true;
}

/** Reads the completing events that are not in the batch: a late event can make an older one complete a finding. */
function* fetchAnchors(
  changed: readonly Told[],
  byId: Map<number, NewEvent>,
): Generator<HistoryQuestions, void, HistoryAnswers> {
  const missing = changed.flatMap(({ span }) =>
    keepsAnchor(span) || byId.has(span.anchor.event_id) ? [] : [span.anchor.event_id],
  );
  if (missing.length === 0) return;
  const { events } = yield { ...nothing, events: [...new Set(missing)] };
  for (const { id, external_id, ...event } of events) byId.set(id, { external_id: external_id ?? "", ...event });
}
