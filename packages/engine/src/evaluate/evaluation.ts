import type { Problem } from "../engine.js";
import type { NewEvent } from "../event.js";
import type { Neighbours, Point, PointQuestion, Review } from "../kind.js";
import { comparePositions } from "../order.js";
import type { Evaluated, FindingChange, HistoryAnswers, HistoryQuestions } from "../store.js";
import type { Memory } from "./group-memory.js";
import { createMatcher, type NumberedEvent, place } from "./matching.js";
import type { CompiledRule, MatchSet } from "./rule-set.js";
import { changeOf, differs, keepsAnchor, type Span, spanOfHit, spanOfRecord, withdrawalOf } from "./span.js";
import { countWithin, settleSingles, uniteHits } from "./unite.js";

/** What the rules made of a batch. */
export interface Outcome {
  readonly evaluated: Evaluated;
  readonly problems: readonly Problem[];
  /** To be told the number of each created finding once they are stored. */
  readonly settle: (rows: readonly number[]) => void;
}

/** A walk through one batch that stops wherever it needs the past. */
export type Evaluation = Generator<HistoryQuestions, Outcome, HistoryAnswers>;

/** One group of one rule with new points. */
interface Group {
  readonly rule: CompiledRule;
  readonly matchSet: MatchSet;
  readonly key: string;
  readonly points: readonly Point[];
}

/** A finding to be told, with what it belongs to. */
interface Told {
  readonly rule: CompiledRule;
  readonly group: string | null;
  readonly span: Span;
}

interface Ledger {
  readonly told: Map<Span, Told>;
  readonly withdrawals: FindingChange[];
}

/**
 * Turns batches of events into changes of findings. What it remembers of groups is a cache: a group that is not in
 * it, or whose new points are not its latest, is read from the store, all such groups of a batch together.
 */
export function createEvaluation(
  sets: readonly MatchSet[],
  memory: Memory,
): (events: readonly NumberedEvent[]) => Evaluation {
  const match = createMatcher(sets);
  return function* evaluate(events) {
    const placed = place(events);
    const { single, grouped, problems } = match(placed);
    const ledger: Ledger = { told: new Map(), withdrawals: [] };
    for (const { rule, point } of single) tell(ledger, rule, null, spanOfHit(point, { first: point.time, lead: 1 }));
    const groups = [...groupsOf(grouped)];
    const unknown = groups.filter((group) => !goOn(group, memory, ledger));
    yield* reviewAll(unknown, memory, ledger);
    const byId = new Map(placed.map(({ id, event }) => [id, event]));
    const changed = [...ledger.told.values()].filter(({ span }) => differs(span));
    yield* fetchAnchors(changed, byId);
    const changes = changed.map(({ rule, group, span }) => {
      return changeOf(rule, group, span, keepsAnchor(span) ? undefined : byId.get(span.anchor.event_id));
    });
    const points = [...grouped].flatMap(([{ key }, byGroup]) =>
      [...byGroup].map(([group, list]) => ({ match_set: key, group, points: list })),
    );
    const settle = (rows: readonly number[]): void => {
      let next = 0;
      changes.forEach(({ type, record }, index) => {
        const span = changed[index]?.span;
        if (span) span.stored = type === "created" ? { ...record, row: rows[next++] ?? null } : record;
      });
      memory.trim();
    };
    return { evaluated: { points, changes: [...ledger.withdrawals, ...changes] }, problems, settle };
  };
}

function* groupsOf(grouped: ReadonlyMap<MatchSet, ReadonlyMap<string, readonly Point[]>>): Generator<Group> {
  for (const [matchSet, byGroup] of grouped) {
    for (const rule of matchSet.windowed) {
      for (const [key, points] of byGroup) yield { rule, matchSet, key, points };
    }
  }
}

function tell({ told }: Ledger, rule: CompiledRule, group: string | null, span: Span): void {
  told.set(span, { rule, group, span });
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

/** The other path: judges points among what is stored around them, all groups in step with each other. */
function* reviewAll(
  groups: readonly Group[],
  memory: Memory,
  ledger: Ledger,
): Generator<HistoryQuestions, void, HistoryAnswers> {
  if (groups.length === 0) return;
  const reviews = yield* inStep(groups);
  const answers = yield {
    points: [],
    findings: groups.map(({ rule, key }, index) => {
      const times = timesOf(reviews[index] as Review<unknown>);
      return {
        rule_name: rule.rule.name,
        rule_version: rule.version,
        group: key,
        from: times.earliest - rule.plan.gap,
        to: times.latest + rule.plan.gap,
      };
    }),
    events: [],
  };
  groups.forEach((group, index) => {
    const old = (answers.findings[index] ?? []).map(spanOfRecord);
    settleReview(group, { review: reviews[index] as Review<unknown>, old, memory, ledger });
  });
}

/** Runs the groups' reviews side by side, so that one look into the store serves them all. */
function* inStep(groups: readonly Group[]): Generator<HistoryQuestions, Review<unknown>[], HistoryAnswers> {
  const walks = groups.map(({ rule, points }) => rule.plan.windows?.review(points));
  const reviews: Review<unknown>[] = [];
  let waiting = walks.map((walk, index) => ({ walk, index, neighbours: [] as readonly Neighbours[], started: false }));
  while (waiting.length > 0) {
    const asked: { walk: (typeof waiting)[number]; questions: readonly PointQuestion[] }[] = [];
    for (const one of waiting) {
      const result = one.walk?.next(one.neighbours);
      if (!result || result.done) reviews[one.index] = result?.value ?? { runs: [] };
      else asked.push({ walk: one, questions: result.value });
    }
    if (asked.length === 0) break;
    const { points } = yield {
      points: asked.flatMap(({ walk, questions }) => {
        const { matchSet, key } = groups[walk.index] as Group;
        return questions.map((question) => ({ ...question, match_set: matchSet.key, group: key }));
      }),
      findings: [],
      events: [],
    };
    let from = 0;
    waiting = asked.map(({ walk, questions }) => {
      const neighbours = points.slice(from, from + questions.length);
      from += questions.length;
      return { ...walk, neighbours };
    });
  }
  return reviews;
}

function timesOf({ runs }: Review<unknown>): { earliest: number; latest: number } {
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  for (const run of runs) {
    for (const { point, hit } of run) {
      if (hit === undefined) continue;
      earliest = Math.min(earliest, point.time);
      latest = Math.max(latest, point.time);
    }
  }
  return { earliest, latest };
}

/** Brings a reviewed group's findings to what the review says, and remembers the group where its end is known. */
function settleReview(
  { rule, key, points }: Group,
  { review, old, memory, ledger }: { review: Review<unknown>; old: Span[]; memory: Memory; ledger: Ledger },
): void {
  const judged = review.runs.flat();
  const known = new Set(judged.map(({ point }) => point));
  const { gap } = rule.plan;
  const fresh = points.filter((point) => known.has(point));
  const { spans, withdrawn } = gap > 0 ? uniteHits(judged, { old, fresh, gap }) : settleSingles(judged, old);
  for (const span of spans) tell(ledger, rule, key, span);
  for (const { stored, reason } of withdrawn) ledger.withdrawals.push(withdrawalOf(stored, reason));
  const last = review.runs
    .flat()
    .map(({ point }) => point)
    .sort(comparePositions)
    .at(-1);
  if (review.state === undefined || !last) {
    memory.delete(rule, key);
    return;
  }
  const open = gap > 0 ? (spans.at(-1) ?? null) : null;
  const since = open ? countWithin([...known], open.last, last) : 0;
  memory.set(rule, key, { state: review.state, last, open, since });
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
  const { events } = yield { points: [], findings: [], events: [...new Set(missing)] };
  for (const { id, external_id, ...event } of events) byId.set(id, { external_id: external_id ?? "", ...event });
}
