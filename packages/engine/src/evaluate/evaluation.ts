import type { Problem } from "../engine.js";
import type { NewEvent } from "../event.js";
import type { Point } from "../kind.js";
import { beginning, comparePositions } from "../order.js";
import type { Evaluated, FindingChange, FindingRecord, HistoryAnswers, HistoryQuestions } from "../store.js";
import type { Memory } from "./group-memory.js";
import { type Group, type Ledger, type Told, tell } from "./ledger.js";
import { createMatcher, type Fates, type Matcher, type NumberedEvent, numbered, place } from "./matching.js";
import { nameOf, nothing, reviewAll } from "./review.js";
import type { RuleIndex } from "./rule-index.js";
import type { CompiledRule, MatchSet } from "./rule-set.js";
import { changeOf, differs, fingerprint, keepsAnchor, type Span, spanOfHit, withdrawalOf } from "./span.js";

/** What the rules made of a batch. */
export interface Outcome {
  readonly evaluated: Evaluated;
  readonly problems: readonly Problem[];
  /** To be called once all of it is committed: counts the failures. */
  readonly keepFates: () => void;
  /** To be told the number of each created finding once they are stored. */
  readonly settle: (rows: readonly number[]) => void;
}

/** A walk that stops wherever it needs the past. */
export type Evaluation = Generator<HistoryQuestions, Outcome, HistoryAnswers>;

/** What evaluation goes by. */
export interface EvaluationTools {
  readonly sets: readonly MatchSet[];
  /** Of these sets. */
  readonly index: RuleIndex;
  readonly fates: Fates;
  readonly memory: Memory;
}

/** Rules, ready to be shown events. */
export interface Evaluations {
  /** Turns a batch of events into changes of findings. */
  readonly evaluate: (events: readonly NumberedEvent[]) => Evaluation;
  /**
   * Finds what fell silent as the newest events of some sources advanced. To be walked when a batch's outcome is
   * saved; null where no rule is about silence. `again` also tells anew of groups that fell silent in some span.
   */
  readonly sweep: ((sources: readonly string[], again?: Moments) => Evaluation) | null;
  readonly fateOf: Matcher["fateOf"];
}

/** Moments in milliseconds, the second not included. */
interface Moments {
  readonly from: number;
  readonly to: number;
}

/**
 * Prepares rules for evaluation. What is remembered of groups is a cache: a group that is not in it, or whose new
 * points are not its latest, is read from the store, all such groups of a batch together.
 */
export function createEvaluations({ sets, index, fates, memory }: EvaluationTools): Evaluations {
  const { match, fateOf } = createMatcher(index, fates);
  const watching = sets.flatMap((set) => set.windowed.flatMap((rule) => (isWatching(rule) ? [{ set, rule }] : [])));

  function* evaluate(events: readonly NumberedEvent[]): Evaluation {
    const placed = place(events);
    const { single, grouped, problems, keepFates } = match(placed);
    const ledger: Ledger = { told: new Map(), withdrawals: [] };
    for (const { rule, point } of single) tell(ledger, rule, null, spanOfHit(point, { first: point.time, lead: 1 }));
    const halted = [...groupsOf(grouped)].filter((group) => !goOn(group, memory, ledger));
    yield* beginNew(halted, memory);
    const unknown = halted.filter((group) => !goOn(group, memory, ledger));
    yield* reviewAll(unknown, memory, ledger);
    const points = [...grouped].flatMap(([{ key, windowed }, byGroup]) => {
      const watched = windowed.some(isWatching);
      const sought = windowed.some(({ plan }) => plan.value?.isSought);
      return [...byGroup].map(([group, list]) => ({ match_set: key, group, watched, sought, points: list }));
    });
    const byId = new Map(placed.map(({ id, event }) => [id, event]));
    return yield* conclude(ledger, { byId, points, problems, keepFates, told: [] });
  }

  function* sweep(sources: readonly string[], again?: Moments): Evaluation {
    const asked = watching.flatMap(({ set, rule }) => {
      const silence = rule.plan.silence ?? 0;
      return sources.map((source) => ({ rule, match_set: set.key, source, silence, again: again !== undefined }));
    });
    const isAsked = ({ time }: Point): boolean => !again || (time >= again.from && time < again.to);
    const { silent } = yield { ...nothing, silent: asked };
    const found = asked.flatMap(({ rule, match_set }, index) => {
      const ends = (silent[index] ?? []).filter(({ last }) => isAsked(last));
      return ends.map(({ group, last }) => ({ rule, match_set, group, last }));
    });
    const ledger: Ledger = { told: new Map(), withdrawals: [] };
    for (const { rule, group, last } of found) {
      tell(ledger, rule, group, spanOfHit(last, { first: last.time, lead: 1 }));
      // What is remembered of the group does not know of this finding.
      memory.delete(rule, group);
    }
    return yield* conclude(ledger, {
      byId: new Map(),
      points: [],
      problems: [],
      keepFates: () => undefined,
      told: found,
    });
  }

  function* conclude(ledger: Ledger, { byId, points, problems, keepFates, told }: Conclusion): Evaluation {
    const changed = [...ledger.told.values()].filter(({ span }) => differs(span));
    yield* fetchAnchors(changed, byId);
    const renamed = changed.filter(({ span }) => !keepsAnchor(span));
    const taken = yield* takenFingerprints(renamed);
    const changes: FindingChange[] = [];
    const created: Span[] = [];
    for (const one of changed) {
      const { rule, group, span } = one;
      const event = keepsAnchor(span) ? undefined : byId.get(span.anchor.event_id);
      const holder = taken.get(one);
      if (holder) {
        if (span.stored)
          changes.push(withdrawalOf(span.stored, "a finding of the rule's earlier version goes on as this one"));
        span.stored = holder;
        // The same event again, from somebody who wrote it without an id, or by a backfill.
        if (holder.rule_version === rule.version && !differs(span)) continue;
      }
      const change = changeOf(rule, group, span, event);
      changes.push(change);
      if (change.type === "created") created.push(span);
      span.stored = change.record;
    }
    const settle = (rows: readonly number[]): void => {
      for (const [index, span] of created.entries()) {
        if (span.stored) span.stored = { ...span.stored, row: rows[index] ?? null };
      }
      memory.trim();
    };
    const evaluated = { points, changes: [...ledger.withdrawals, ...changes], told };
    return { evaluated, problems, keepFates, settle };
  }

  return { evaluate, sweep: watching.length > 0 ? sweep : null, fateOf };
}

/** Live findings that have the fingerprints which others are to get: of other versions of a rule, or the very same. */
function* takenFingerprints(
  renamed: readonly Told[],
): Generator<HistoryQuestions, Map<Told, FindingRecord>, HistoryAnswers> {
  if (renamed.length === 0) return new Map();
  const wanted = renamed.map(({ rule, group, span }) => fingerprint(rule.rule.name, group, span.anchor.tie));
  const { fingerprints } = yield { ...nothing, fingerprints: wanted };
  return new Map(
    renamed.flatMap((one, index) => {
      const holder = fingerprints[index];
      return holder ? [[one, holder] as const] : [];
    }),
  );
}

interface Conclusion {
  readonly byId: Map<number, NewEvent>;
  readonly points: Evaluated["points"];
  readonly problems: readonly Problem[];
  readonly keepFates: () => void;
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

/** Begins to remember those of some groups that have no points yet, so that they need no review. */
function* beginNew(groups: readonly Group[], memory: Memory): Generator<HistoryQuestions, void, HistoryAnswers> {
  const strange = groups.filter(({ rule, key }) => !memory.get(rule, key));
  if (strange.length === 0) return;
  const answers = yield { ...nothing, groups: strange.map(nameOf) };
  for (const [index, { rule, key }] of strange.entries()) {
    if (answers.groups[index]) continue;
    memory.set(rule, key, { state: rule.plan.windows?.start(), last: beginning, open: null, since: 0 });
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
  for (const { id, event } of events.map(numbered)) byId.set(id, event);
}
