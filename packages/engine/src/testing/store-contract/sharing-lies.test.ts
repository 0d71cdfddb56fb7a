import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Store } from "../../store.js";
import { sqlite } from "../../stores/sqlite.js";
import { caseOf, type Lie } from "./lying-store.js";

const folder = mkdtempSync(join(tmpdir(), "mcm-lies-"));
afterAll(() => rmSync(folder, { recursive: true }));

let places = 0;
const lyingAt = (lie: (store: Store) => Partial<Store>) => {
  const name = `${++places}`;
  return {
    at: (place: string): Store => {
      const store = sqlite(join(folder, `${name}-${place}.db`));
      return { ...store, ...lie(store) };
    },
  };
};

const lies: readonly Lie[] = [
  [
    "data goes with its store",
    { at: () => sqlite(":memory:") },
    "sharing: what was committed is there when the data is opened again",
    /all there is, opened again: unprocessed is \[\]/,
  ],
  [
    "each has data of its own",
    { at: () => sqlite(":memory:") },
    "with an engine: an engine goes on where one left that was closed",
    /findings that an evaluator in memory has/,
  ],
  [
    "nobody is told that somebody else wrote",
    lyingAt((store) => ({
      transaction: (work) =>
        store.transaction((transaction) => work(Object.assign(transaction, { changedElsewhere: false }))),
    })),
    "sharing: a store is told that somebody else wrote, once",
    /changedElsewhere behind the other's transaction: it is false, expected true/,
  ],
  [
    "what was read once is not read again",
    lyingAt((store) => {
      let count: number | undefined;
      return {
        countEvents: async (filter) => {
          count ??= (await store.countEvents(filter)).count;
          return { count, exact: true };
        },
        transaction: (work) => {
          count ??= 0;
          return store.transaction(work);
        },
      };
    }),
    "sharing: two write one after the other",
    /events: it is 0, expected 20/,
  ],
];

describe("a store that lies about data that others share is found out", () => {
  test.each(lies)("%s", async (_, make, name, message) => {
    await expect(caseOf(make, name)()).rejects.toThrow(message);
  });
});
