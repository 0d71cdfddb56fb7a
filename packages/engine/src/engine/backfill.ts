import type { Evaluation, Evaluations, Outcome } from "../evaluate/evaluation.js";
import { numbered } from "../evaluate/matching.js";
import type { CompiledRule } from "../evaluate/rule-set.js";
import { withdrawalOf } from "../evaluate/span.js";
import type { StoreTransaction } from "../store.js";

/** What a backfill works with. */
export interface BackfillTools {
  readonly transact: <Result>(work: (transaction: StoreTransaction) => Promise<Result>) => Promise<Result>;
  readonly conclude: (transaction: StoreTransaction, walk: Evaluation) => Promise<Outcome>;
  /** The rule alone. */
  readonly evaluations: Evaluations;
  readonly rule: CompiledRule;
  /** Events, or findings to be withdrawn, in one transaction. */
  readonly batchSize: number;
}

/** Where a backfill is to work: event time in milliseconds, `to` not included. */
export interface BackfillSpan {
  readonly from: number;
  readonly to: number;
  /** From where on findings of earlier versions are withdrawn; `from`, or later where events that had a part in them were deleted. */
  readonly provenFrom: number;
  readonly signal: AbortSignal;
}

/** What a batch of a backfill did. */
interface Done {
  readonly outcomes: readonly Outcome[];
  readonly processed: number;
}

/**
 * Shows a rule the stored events of a span, oldest first, a batch in a transaction, as if they came late: what it has
 * seen before changes nothing. Then withdraws what earlier versions of it found there and it did not.
 */
export async function* backfill(tools: BackfillTools, span: BackfillSpan): AsyncGenerator<Done> {
  const { transact, conclude, evaluations, rule, batchSize } = tools;
  const { from, to, signal } = span;
  const sources = new Set<string>();
  for (let after: { time: number; id: number } | undefined; !signal.aborted; ) {
    const done = await transact(async (transaction) => {
      const query = { event_types: rule.rule.on, from, to, after, limit: batchSize };
      const events = (await transaction.processed(query)).map(numbered);
      if (events.length === 0) return null;
      return { outcomes: [await conclude(transaction, evaluations.evaluate(events))], events };
    });
    if (!done) break;
    for (const { event } of done.events) sources.add(event.source);
    const last = done.events.at(-1);
    after = last && { time: Date.parse(last.event.timestamp), id: last.id };
    yield { outcomes: done.outcomes, processed: done.events.length };
  }
  const { sweep } = evaluations;
  // Not before the last event is in: until then every group seems to have fallen silent.
  if (sweep && !signal.aborted) {
    const again = { from, to };
    const outcome = await transact((transaction) => conclude(transaction, sweep([...sources], again)));
    yield { outcomes: [outcome], processed: 0 };
  }
  while (!signal.aborted) {
    const outcome = await transact((transaction) => withdrawOutdated(transaction, tools, span));
    if (outcome.evaluated.changes.length === 0) return;
    yield { outcomes: [outcome], processed: 0 };
  }
}

async function withdrawOutdated(
  transaction: StoreTransaction,
  { conclude, rule, batchSize }: BackfillTools,
  { provenFrom, to }: BackfillSpan,
): Promise<Outcome> {
  const about = { rule_name: rule.rule.name, rule_version: rule.version, from: provenFrom, to, limit: batchSize };
  const outdated = await transaction.outdated(about);
  const changes = outdated.map((record) => withdrawalOf(record, "the rule changed, and does not find it any more"));
  return conclude(transaction, theseChanges(changes));
}

/** An evaluation that is known beforehand. */
function* theseChanges(changes: Outcome["evaluated"]["changes"]): Evaluation {
  return {
    evaluated: { points: [], changes, told: [] },
    problems: [],
    keepFates: () => undefined,
    settle: () => undefined,
  };
}
