import type { Source } from "../source.js";
import { checkBadRecords, checkedNormalize, checkSamples, type Fail } from "./source-contract/normalizing.js";
import { checkPulls } from "./source-contract/pulling.js";

/** Records to try a source with. */
export interface SourceSamples {
  /** Raw records as its `normalize` takes them: at least one that is an event, and different ones where there are. */
  readonly samples: readonly unknown[];
}

/**
 * Checks a source against what every source promises, strictly. Each sample is an event or null, the same each time,
 * by the record alone: it is not written to, and no clock is looked at nor random number drawn. Samples that differ
 * are different events. What is no record is refused. A source that pulls is pulled, so let it have a few pages to
 * bring that do not change meanwhile: cursors are JSON, every record is an event or null, going on from any page loses
 * nothing (events may come again), and a pull ends soon when its signal is aborted.
 *
 * @throws {Error} at the first promise that is broken, saying which and how.
 * @example
 * ```ts
 * import { test } from "node:test";
 * import { defineSource } from "@mcm/engine";
 * import { testSource } from "@mcm/engine/testing";
 *
 * const door = defineSource({
 *   name: "door",
 *   create: () => ({
 *     normalize: (record) => {
 *       const { time, badge } = record as { time?: string; badge?: string };
 *       if (!time || !badge) throw new Error("it has no time, or no badge");
 *       return { timestamp: time, user: badge, event_type: "door_opened" };
 *     },
 *   }),
 * });
 *
 * test("the door's records", () =>
 *   testSource(door(), {
 *     samples: [
 *       { time: "2025-01-20T09:00:00Z", badge: "ada" },
 *       { time: "2025-01-20T09:05:00Z", badge: "bob" },
 *     ],
 *   }));
 * ```
 */
export async function testSource(source: Source, { samples }: SourceSamples): Promise<void> {
  const fail: Fail = (what, fact) => new Error(`source "${source.name}", ${what}: ${fact}`);
  if (typeof source.name !== "string" || source.name === "") throw fail("name", "it is empty; give it a name");
  const normalize = checkedNormalize(source, fail);
  checkSamples(source, samples, { normalize, fail });
  checkBadRecords(source, fail);
  if (source.pull) await checkPulls((context) => source.pull?.(context) ?? [], { normalize, fail });
}
