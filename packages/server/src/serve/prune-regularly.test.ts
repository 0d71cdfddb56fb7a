import { createEngine, McmError } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { expect, it, onTestFinished, vi } from "vitest";
import { event } from "../testing/serve.js";
import { pruneRegularly } from "./prune-regularly.js";

it("says what went wrong and tries again, but leaves the turn to another process in silence", async () => {
  const store = sqlite(":memory:");
  const failures = [new Error("the disk is full"), new McmError("prune_busy", "another process is deleting")];
  let times = 0;
  const failing: typeof store = {
    ...store,
    transaction: (work) => {
      const failure = times++ < 2 ? failures.shift() : undefined;
      return failure ? Promise.reject(failure) : store.transaction(work);
    },
  };
  const filling = createEngine({ store });
  await filling.ingest([event(0)]);
  const engine = createEngine({ store: failing, retention: { events: "1d" } });
  onTestFinished(() => engine.close());
  const told: unknown[] = [];
  const pruning = pruneRegularly(engine, {
    every: 5,
    onError: (error) => told.push(error),
    onPrune: (result) => told.push(result),
  });
  await vi.waitFor(() => expect(told).toHaveLength(2));
  await pruning.stop();
  expect(told).toEqual([new Error("the disk is full"), { events: 1, findings: 0, points: 0 }]);
});

it("stops between two steps", async () => {
  const engine = {
    prune: ({ signal }: { signal?: AbortSignal } = {}) =>
      new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(new Error("stopped")))),
  };
  const told: unknown[] = [];
  const pruning = pruneRegularly(engine, { every: 1, onError: (error) => told.push(error), onPrune: () => undefined });
  await new Promise((resolve) => setTimeout(resolve, 20));
  await pruning.stop();
  expect(told).toEqual([new Error("stopped")]);
});
