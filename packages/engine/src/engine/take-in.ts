import type { Outcome } from "../evaluate/evaluation.js";
import { type NumberedEvent, numbered } from "../evaluate/matching.js";
import type { NewEvent } from "../event.js";
import type { SourceState } from "../source-status.js";
import type { IntakeTransaction, SourceMark } from "../store.js";

/** What is to be kept of a source with some events. */
export interface Mark {
  readonly source: string;
  /** Of what was kept before. */
  readonly change: (before: SourceState) => SourceMark;
}

/** What the rules make of events, in the transaction that brings them. */
export type Show<Transaction> = (transaction: Transaction, events: readonly NumberedEvent[]) => Promise<Outcome[]>;

/** What became of events that came. */
export interface TakenIn {
  /** How many were not there before. */
  readonly fresh: number;
  /** Those that are not older than what was deleted. */
  readonly kept: readonly NewEvent[];
  /** Event time before which events were deleted. */
  readonly before: number | null;
  readonly outcomes: readonly Outcome[];
}

/** Adds events with what the rules make of them where they are to run, and with the cursor behind them. */
export async function takeEvents<Transaction extends IntakeTransaction>(
  transaction: Transaction,
  events: readonly NewEvent[],
  { run, mark, show }: { readonly run: boolean; readonly mark?: Mark | undefined; readonly show: Show<Transaction> },
): Promise<TakenIn> {
  const { prunedBefore: before } = transaction;
  const kept = notBefore(events, before, ({ timestamp }) => timestamp);
  const ids = await transaction.append(kept, run);
  const fresh = kept.flatMap((event, index) => {
    const id = ids[index];
    return typeof id === "number" ? [{ id, event }] : [];
  });
  const outcomes = run && fresh.length > 0 ? await show(transaction, fresh) : [];
  if (mark) await markSource(transaction, mark);
  return { fresh: fresh.length, outcomes, kept, before };
}

/** Writes down what is to be kept of a source. */
export async function markSource(
  transaction: Pick<IntakeTransaction, "source" | "markSource">,
  { source, change }: Mark,
): Promise<void> {
  await transaction.markSource(source, change(await transaction.source(source)));
}

/** What became of events that were there. */
export interface TakenUp {
  readonly outcomes: readonly Outcome[];
  readonly processed: number;
  /** Whether there may be more. */
  readonly more: boolean;
}

/** Shows the rules some events that they have not seen. */
export async function takeStored<Transaction extends IntakeTransaction>(
  transaction: Transaction,
  limit: number,
  show: Show<Transaction>,
): Promise<TakenUp> {
  const stored = await transaction.unprocessed(limit);
  if (stored.length === 0) return { outcomes: [], processed: 0, more: false };
  await transaction.markProcessed(stored.map(({ id }) => id));
  // What others wrote of a time that is deleted already is left to the next pruning.
  const kept = notBefore(stored, transaction.prunedBefore, ({ timestamp }) => timestamp);
  const outcomes = kept.length > 0 ? await show(transaction, kept.map(numbered)) : [];
  return { outcomes, processed: kept.length, more: true };
}

/** Those of some events that are not older than what was deleted. */
function notBefore<Row>(rows: readonly Row[], before: number | null, timeOf: (row: Row) => string): readonly Row[] {
  return before === null ? rows : rows.filter((row) => Date.parse(timeOf(row)) >= before);
}
