import { z } from "zod";
import { type Duration, durationSchema, milliseconds } from "./duration.js";
import { McmError } from "./errors.js";
import type { CompiledRule } from "./evaluate/rule-set.js";
import type { NewEvent } from "./event.js";
import { explainIssue } from "./explain-issue.js";
import type { Bookmark, Pruned, PruneStep, StoreTransaction } from "./store.js";

/** How long things are kept, by event time against the wall clock. */
export interface Retention {
  /** Events older than this are deleted by `prune`, and refused at intake. */
  readonly events: Duration;
  /** Findings that ended longer ago are deleted, whatever their status; at least as long as events. Never when left out. */
  readonly findings?: Duration | undefined;
}

const retentionSchema = z
  .strictObject({ events: durationSchema, findings: durationSchema.optional() })
  .refine(({ events, findings }) => findings === undefined || milliseconds(findings) >= milliseconds(events), {
    path: ["findings"],
    error: "is shorter than that of events, from which they would come back; make it at least as long",
  });

/**
 * Checks a retention; returns it unchanged.
 *
 * @throws {McmError} `invalid_retention`
 */
export function checkRetention(retention: Retention): Retention {
  const result = retentionSchema.safeParse(retention);
  if (result.success) return retention;
  throw new McmError("invalid_retention", explainIssue(result.error, retention, "a retention"));
}

/** What was deleted. */
export interface PruneResult {
  readonly events: number;
  readonly findings: number;
  /** What rules remember of events. */
  readonly points: number;
}

/** Rows a transaction: 2,000 deleted events hold up a writer for some 20 ms. */
const stepSize = 2000;

/** What deleting works with. */
export interface PruneTools {
  readonly transact: <Result>(work: (transaction: StoreTransaction) => Promise<Result>) => Promise<Result>;
  readonly retention: Retention;
  /** The wall clock in milliseconds. */
  readonly now: number;
  readonly rules: readonly CompiledRule[];
  readonly signal: AbortSignal;
  readonly onProgress: (result: PruneResult) => void;
}

/** Deletes what is older than is to be kept, a small step in a transaction. */
export async function pruneAll({
  transact,
  retention,
  now,
  rules,
  signal,
  onProgress,
}: PruneTools): Promise<PruneResult> {
  const limit = now - milliseconds(retention.events);
  let result: PruneResult = { events: 0, findings: 0, points: 0 };
  const deleteAll = async (what: PruneStep["what"], counted: keyof PruneResult, before: number): Promise<void> => {
    for (let after: Bookmark | null = null; !signal.aborted; ) {
      const step: PruneStep = { what, before, after, limit: stepSize };
      const { deleted, next }: Pruned = await transact((transaction) => transaction.prune(step));
      result = { ...result, [counted]: result[counted] + deleted };
      onProgress(result);
      if (next === null) return;
      after = next;
    }
  };
  // Older events are refused from here on, so nothing that comes can ask for what is deleted below.
  await transact((transaction) => transaction.prune({ what: "events", before: limit, after: null, limit: 0 }));
  const memories = rules.map(memoryOf);
  if (retention.findings !== undefined) {
    const longest = Math.max(0, ...memories.map(({ span }) => span));
    await deleteAll("findings", "findings", Math.min(now - milliseconds(retention.findings), limit - longest));
  }
  await deleteAll("events", "events", limit);
  for (const [matchSet, span] of spansOf(memories)) {
    if (span !== null) await deleteAll({ points_of: matchSet }, "points", limit - span);
  }
  return result;
}

interface Remembered {
  readonly matchSet: string;
  /** Milliseconds before an event beyond which nothing bears on what it does. */
  readonly span: number;
  /** Whether that goes for points too: a kind may not say how far back it looks. */
  readonly isBounded: boolean;
}

function memoryOf({ match_set, plan }: CompiledRule): Remembered {
  const { reach, gap, silence = 0, windows } = plan;
  return { matchSet: match_set, span: (reach ?? 0) + gap + silence, isBounded: reach !== undefined || !windows };
}

/** How far back each match set is looked at by any of its rules; null where that is not known. */
function spansOf(memories: readonly Remembered[]): Map<string, number | null> {
  const spans = new Map<string, number | null>();
  for (const { matchSet, span, isBounded } of memories) {
    const known = spans.get(matchSet);
    spans.set(matchSet, !isBounded || known === null ? null : Math.max(known ?? 0, span));
  }
  return spans;
}

/** How long before an event something may bear on what a rule makes of it, in milliseconds. */
export const lookBackOf = (rule: CompiledRule): number => memoryOf(rule).span;

/**
 * Refuses an event that is older than what is kept: what it would be counted with is gone.
 *
 * @throws {McmError} `invalid_event`
 */
export function refuseOld(
  event: NewEvent,
  { retention, now }: { retention: Retention | undefined; now: number },
): NewEvent {
  if (retention && Date.parse(event.timestamp) < now - milliseconds(retention.events)) {
    const remedy = "to take it in, keep events for longer";
    const fact = `older than the ${retention.events} for which events are kept`;
    throw new McmError("invalid_event", `"timestamp" is ${event.timestamp}, ${fact}; ${remedy}`);
  }
  return event;
}

/** What is said of an event from before the time up to which events were deleted. */
export const prunedAlready = ({ timestamp }: NewEvent, before: number): string =>
  `"timestamp" is ${timestamp}; events before ${new Date(before).toISOString()} were deleted, so it cannot be judged any more; leave it out`;
