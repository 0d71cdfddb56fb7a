import { describe, expect, test } from "vitest";
import { caseOf, type Lie, lying, lyingInside } from "./lying-store.js";

const lies: readonly Lie[] = [
  [
    "a cursor is not looked at",
    lying((store) => ({ findings: ({ cursor: _, ...query }) => store.findings(query) })),
    "paging by cursor: pages make up the list, of every sort, both ways",
    /findings by timestamp: /,
  ],
  [
    "counting says that it is done when it is not",
    lying((store) => ({
      countEvents: async (filter, atMost) => ({ ...(await store.countEvents(filter, atMost)), exact: true }),
    })),
    "paging by cursor: counting may stop, and then says so",
    /up to 1: \{"count":1,"exact":true\} is true: it is false/,
  ],
  [
    "a mark forgets what it does not tell of",
    lyingInside(({ markSource }) => ({
      markSource: (name, mark) => markSource(name, { cursor: null, ...mark }),
    })),
    "what is kept of sources: what a mark leaves out stays as it was",
    /after the health: cursor is null/,
  ],
  [
    "gaps come oldest first",
    lying((store) => ({
      sources: async () => (await store.sources()).map((one) => ({ ...one, gaps: one.gaps.toReversed() })),
    })),
    "what is kept of sources: gaps are added, and the last ones come, newest first",
    /gaps: \[0\]/,
  ],
  [
    "events of open findings are deleted",
    lyingInside(({ prune, save }) => ({
      prune,
      save: (evaluated, at) => {
        const changes = evaluated.changes.map((change) => {
          const finding = { ...change.record.finding, event_id: null };
          return { ...change, record: { ...change.record, finding } };
        });
        return save({ ...evaluated, changes }, at);
      },
    })),
    "pruning: old events go, but those of open findings, unseen ones and untold ends of groups",
    /how many went: it is 4, expected 3/,
  ],
  [
    "it is not said how far events were deleted",
    lyingInside(() => ({ prunedBefore: null })),
    "pruning: old events go, but those of open findings, unseen ones and untold ends of groups",
    /prunedBefore behind it: it is null/,
  ],
  [
    "counters follow what is deleted",
    lying((store) => ({
      summary: async (range) => {
        const summary = await store.summary(range);
        return { ...summary, total_events: (await store.countEvents({})).count };
      },
    })),
    "pruning: old events go, but those of open findings, unseen ones and untold ends of groups",
    /the summary, which counts on: /,
  ],
];

describe("a store that lies about pages, counts and what it deleted is found out", () => {
  test.each(lies)("%s", async (_, make, name, message) => {
    await expect(caseOf(make, name)()).rejects.toThrow(message);
  });
});
