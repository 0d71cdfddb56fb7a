import { milliseconds } from "../duration.js";
import { McmError } from "../errors.js";
import type { CompiledRule } from "../evaluate/rule-set.js";
import type { PruneResult, Retention } from "../retention.js";
import type { Bookmark, Pruned, PruneStep, SharedWork, StoreTransaction } from "../store.js";
import type { Pace } from "./pace.js";

/** The most rows of a transaction: 2,000 deleted events hold up a writer for some 20 ms where pages are at hand. */
export const largestStep = 2000;

/** What deleting works with. */
export interface PruneTools {
  readonly transact: <Result>(work: (transaction: StoreTransaction) => Promise<Result>) => Promise<Result>;
  readonly retention: Retention;
  /** Of steps. */
  readonly pace: Pace;
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
  pace,
  now,
  rules,
  signal,
  onProgress,
}: PruneTools): Promise<PruneResult> {
  const limit = now - milliseconds(retention.events);
  let result: PruneResult = { events: 0, findings: 0, points: 0 };
  const deleteAll = async (what: PruneStep["what"], counted: keyof PruneResult, before: number): Promise<void> => {
    for (let after: Bookmark | null = null; !signal.aborted; ) {
      const step: PruneStep = { what, before, after, limit: pace.size() };
      let begun = 0;
      const { deleted, next }: Pruned = await transact((transaction) => {
        begun = performance.now();
        return transaction.prune(step);
      });
      pace.took(next === null ? 0 : step.limit, performance.now() - begun);
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
  // By then they have waited for as long as events are kept: as they came, they were not older than these may be.
  await deleteAll("queued", "points", limit - milliseconds(retention.events));
  return result;
}

/** What holds the name of this work, among those of sources. */
const name = "mcm prune";

/**
 * Deletes while no other process does, where several share a store.
 *
 * @throws {McmError} `prune_busy` while another process is at it
 */
export async function pruneAlone(
  shared: SharedWork | undefined,
  work: (lost: AbortSignal | undefined) => Promise<PruneResult>,
): Promise<PruneResult> {
  if (!shared) return work(undefined);
  return shared.alone(name, work).catch((thrown: unknown) => {
    if (!(thrown instanceof McmError) || thrown.code !== "source_busy") throw thrown;
    throw new McmError("prune_busy", "another process is deleting what is old; try again when that is done");
  });
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
