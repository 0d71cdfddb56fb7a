import { type Engine, McmError, milliseconds, type PullProgress, type PullResult, type Source } from "@mcm/engine";
import { pause } from "./pause.js";

/** Whom to tell of what. */
export interface PullSchedule {
  readonly onError: (error: unknown) => void;
  /** Told of each pull that did not fail. */
  readonly onPull?: ((result: PullResult) => void) | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
}

/** How often a source is pulled that does not say. */
const usually = milliseconds("5m");

/**
 * Pulls each source again and again, as often as it is worth it, until stopped; pulls of a source never overlap. A failed
 * one is told of, and the next one tries again. Where another process pulls a source, this one leaves it alone.
 */
export function pullRegularly(
  engine: Pick<Engine, "pull">,
  sources: readonly Source[],
  { onError, onPull, onProgress }: PullSchedule,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pullOne = async ({ name, every }: Source): Promise<void> => {
    const interval = every === undefined ? usually : milliseconds(every);
    while (!signal.aborted) {
      const rest = await engine.pull([name], { signal, ...(onProgress && { onProgress }) }).then(
        ([result]) => {
          if (result) onPull?.(result);
          return result?.not_before ? Date.parse(result.not_before) - Date.now() : 0;
        },
        (error: unknown) => {
          if (!isElsewhere(error)) onError(error);
          return error instanceof McmError ? (error.retryAfter ?? 0) : 0;
        },
      );
      await pause(Math.max(spread(interval), rest), signal);
    }
  };
  const pulling = Promise.all(sources.map(pullOne));
  return {
    stop: async () => {
      stopping.abort();
      await pulling;
    },
  };
}

/** A tenth more or less, lest many who began together stay together. */
const spread = (interval: number): number => interval * (0.9 + Math.random() / 5);

const isElsewhere = (error: unknown): boolean => error instanceof McmError && error.code === "source_busy";
