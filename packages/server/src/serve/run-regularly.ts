import type { Engine, RunResult } from "@mcm/engine";
import { pause } from "./pause.js";

/** When to run the rules, and whom to tell of failures. */
export interface RunSchedule {
  /** Milliseconds from the end of one run to the start of the next, so that runs never overlap. */
  readonly every: number;
  readonly onError: (error: unknown) => void;
  /** Told of each run that did not fail. */
  readonly onRun?: ((result: RunResult) => Promise<void>) | undefined;
}

/** Runs the rules on unprocessed events again and again, until stopped; a failed run is told of and the next one tries again. */
export function runRegularly(
  engine: Pick<Engine, "run">,
  { every, onError, onRun }: RunSchedule,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    while (await pause(every, stopping.signal)) await engine.run().then(onRun).catch(onError);
  })();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
