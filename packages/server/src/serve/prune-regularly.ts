import { type Engine, McmError, type PruneResult } from "@mcm/engine";
import { pause } from "./pause.js";

/** When to delete what is old, and whom to tell of what. */
export interface PruneSchedule {
  /** Milliseconds from the end of one time to the start of the next. */
  readonly every: number;
  readonly onError: (error: unknown) => void;
  /** Told of each time that deleted something. */
  readonly onPrune: (result: PruneResult) => void;
}

/** How long a process is left alone when it has started: it may be one of many, or one that soon ends again. */
const firstAfter = 5 * 60_000;

/**
 * Deletes what is older than the engine's retention again and again, until stopped, the first time five minutes from now
 * or sooner. A time that failed is told of, and the next one tries again; where another process is at it, it has the turn.
 */
export function pruneRegularly(
  engine: Pick<Engine, "prune">,
  { every, onError, onPrune }: PruneSchedule,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pruneOnce = async (): Promise<void> => {
    const result = await engine.prune({ signal });
    if (result.events + result.findings > 0) onPrune(result);
  };
  const pruning = (async () => {
    for (let rest = Math.min(firstAfter, every); await pause(rest, signal); rest = every) {
      await pruneOnce().catch((error: unknown) => {
        if (!(error instanceof McmError && error.code === "prune_busy")) onError(error);
      });
    }
  })();
  return {
    stop: () => {
      stopping.abort();
      return pruning;
    },
  };
}
