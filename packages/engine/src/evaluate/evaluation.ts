import type { Problem } from "../engine.js";
import type { NewEvent } from "../event.js";
import type { Point } from "../kind.js";
import type { ClaimWish, Evaluated, GroupPoints, HistoryAnswers, HistoryQuestions } from "../store.js";
import { changesFor } from "./changes.js";
import { beginNew, goOn } from "./go-on.js";
import type { Memory } from "./group-memory.js";
import { type Group, type Ledger, tell } from "./ledger.js";
import { createMatcher, type Fates, type Matcher, type NumberedEvent, place } from "./matching.js";
import { nothing, reviewAll } from "./review.js";
import type { RuleIndex } from "./rule-index.js";
import type { CompiledRule, MatchSet } from "./rule-set.js";
import { spanOfHit } from "./span.js";

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
  readonly sets: Iterable<MatchSet>;
  readonly setOf: (key: string) => MatchSet | undefined;
  /** Of these sets. */
  readonly index: RuleIndex;
  readonly fates: Fates;
  readonly memory: Memory;
}

/** Rules, ready to be shown events. */
export interface Evaluations {
  /** Turns a batch of events into changes of findings. */
  readonly evaluate: (events: readonly NumberedEvent[]) => Evaluation;
  /** The first half of it: what is found in single events, and the points of groups that are to be folded. */
  readonly sift: (events: readonly NumberedEvent[]) => Evaluation;
  /** The other half: turns points of groups, also ones that are stored already, into changes of findings. */
  readonly fold: (points: readonly GroupPoints[]) => Evaluation;
  /** Whether points of a match set can be folded. */
  readonly knows: ClaimWish["knows"];
  readonly silences: ClaimWish["silences"];
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
export function createEvaluations({ sets, setOf, index, fates, memory }: EvaluationTools): Evaluations {
  const { match, fateOf } = createMatcher(index, fates);
  const watching = [...sets].flatMap((set) =>
    set.windowed.flatMap((rule) => (isWatching(rule) ? [{ set, rule }] : [])),
  );

  const matched = (events: readonly NumberedEvent[]) => {
    const placed = place(events);
    const { single, grouped, problems, keepFates } = match(placed);
    const ledger: Ledger = { told: new Map(), withdrawals: [] };
    for (const { rule, point } of single) tell(ledger, rule, null, spanOfHit(point, { first: point.time, lead: 1 }));
    const byId = new Map(placed.map(({ id, event }) => [id, event]));
    return { ledger, grouped, matches: { byId, points: pointsOf(grouped), problems, keepFates, told: [] } };
  };

  function* foldInto(ledger: Ledger, groups: Iterable<Group>): Generator<HistoryQuestions, void, HistoryAnswers> {
    const halted = [...groups].filter((group) => !goOn(group, memory, ledger));
    yield* beginNew(halted, memory);
    const unknown = halted.filter((group) => !goOn(group, memory, ledger));
    yield* reviewAll(unknown, memory, ledger);
  }

  function* evaluate(events: readonly NumberedEvent[]): Evaluation {
    const { ledger, grouped, matches } = matched(events);
    yield* foldInto(ledger, groupsOf(grouped));
    return yield* conclude(ledger, matches);
  }

  function* sift(events: readonly NumberedEvent[]): Evaluation {
    const { ledger, matches } = matched(events);
    return yield* conclude(ledger, matches);
  }

  function* fold(points: readonly GroupPoints[]): Evaluation {
    const ledger: Ledger = { told: new Map(), withdrawals: [] };
    const groups = points.flatMap(({ match_set, group: key, points }) => {
      const matchSet = setOf(match_set);
      return matchSet?.windowed.map((rule) => ({ rule, matchSet, key, points })) ?? [];
    });
    yield* foldInto(ledger, groups);
    return yield* conclude(ledger, { ...nothingMatched, byId: new Map(), points });
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
    return yield* conclude(ledger, { ...nothingMatched, byId: new Map(), told: found });
  }

  function* conclude(ledger: Ledger, { byId, points, problems, keepFates, told }: Conclusion): Evaluation {
    const { changes, created } = yield* changesFor([...ledger.told.values()], byId);
    const settle = (rows: readonly number[]): void => {
      for (const [index, span] of created.entries()) {
        if (span.stored) span.stored = { ...span.stored, row: rows[index] ?? null };
      }
      memory.trim();
    };
    const evaluated = { points, changes: [...ledger.withdrawals, ...changes], told };
    return { evaluated, problems, keepFates, settle };
  }

  const knows = (key: string): boolean => (setOf(key)?.windowed.length ?? 0) > 0;
  const silences = watching.map(({ set, rule }) => ({ match_set: set.key, silence: rule.plan.silence ?? 0 }));
  return { evaluate, sift, fold, knows, silences, sweep: watching.length > 0 ? sweep : null, fateOf };
}

interface Conclusion {
  readonly byId: Map<number, NewEvent>;
  readonly points: Evaluated["points"];
  readonly problems: readonly Problem[];
  readonly keepFates: () => void;
  readonly told: Evaluated["told"];
}

const nothingMatched: Omit<Conclusion, "byId"> = { points: [], problems: [], keepFates: () => undefined, told: [] };

const isWatching = ({ plan }: CompiledRule): boolean => plan.silence !== undefined;

/** Points by match set and group. */
type Grouped = ReadonlyMap<MatchSet, ReadonlyMap<string, readonly Point[]>>;

const pointsOf = (grouped: Grouped): GroupPoints[] =>
  [...grouped].flatMap(([{ key, windowed }, byGroup]) => {
    const watched = windowed.some(isWatching);
    const sought = windowed.some(({ plan }) => plan.value?.isSought === true);
    return [...byGroup].map(([group, points]) => ({ match_set: key, group, watched, sought, points }));
  });

function* groupsOf(grouped: Grouped): Generator<Group> {
  for (const [matchSet, byGroup] of grouped) {
    for (const rule of matchSet.windowed) {
      for (const [key, points] of byGroup) yield { rule, matchSet, key, points };
    }
  }
}
