import type { NewEvent } from "../event.js";
import type { FindingChange, FindingRecord, HistoryAnswers, HistoryQuestions } from "../store.js";
import type { Told } from "./ledger.js";
import { numbered } from "./matching.js";
import { nothing } from "./review.js";
import { changeOf, differs, fingerprint, keepsAnchor, type Span, withdrawalOf } from "./span.js";

/** What is to be written of findings. */
export interface Changes {
  readonly changes: readonly FindingChange[];
  /** Those that the store is to number, in the order of the changes. */
  readonly created: readonly Span[];
}

/** What is to be written of those findings that differ from what is stored. `byId` holds the events of the batch. */
export function* changesFor(
  told: readonly Told[],
  byId: Map<number, NewEvent>,
): Generator<HistoryQuestions, Changes, HistoryAnswers> {
  const changed = told.filter(({ span }) => differs(span));
  yield* fetchAnchors(changed, byId);
  const holders = yield* holdersOf(changed.filter(({ span }) => !keepsAnchor(span)));
  const changes: FindingChange[] = [];
  const created: Span[] = [];
  for (const one of changed) {
    const { rule, group, span } = one;
    const event = keepsAnchor(span) ? undefined : byId.get(span.anchor.event_id);
    const holder = holders.get(one);
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
  return { changes, created };
}

/** The live findings that have the fingerprints which these are to get: of other versions of a rule, or the very same. */
function* holdersOf(renamed: readonly Told[]): Generator<HistoryQuestions, Map<Told, FindingRecord>, HistoryAnswers> {
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
