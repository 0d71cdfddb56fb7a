import { describe, expect, test } from "vitest";
import { unknownHealth } from "../../source-status.js";
import type { StoreTransaction } from "../../store.js";
import { caseOf, type Lie, lying, lyingInside } from "./lying-store.js";

const lies: readonly Lie[] = [
  [
    "a silence stays told when its transaction fails",
    lying((store) => {
      const told = new Set<string>();
      return {
        transaction: (work) =>
          store.transaction((transaction) =>
            work({
              ...transaction,
              save: (evaluated, at) => {
                for (const { group } of evaluated.told) told.add(group);
                return transaction.save(evaluated, at);
              },
            }),
          ),
        recall: async (questions) => {
          const { silent, ...rest } = await store.recall(questions);
          return { ...rest, silent: silent.map((groups) => groups.filter(({ group }) => !told.has(group))) };
        },
      };
    }),
    "transactions: a transaction that throws leaves nothing of what it changed",
    /all there is behind it: answers\.silent\[0\]/,
  ],
  [
    "append gives a number to an event that was there",
    lyingInside(({ append }) => ({
      append: async (...given) => (await append(...given)).map((id) => id ?? 1),
    })),
    "appending: an event that was there gets null, and stays as it was",
    /numbers: \[0\] is 1, expected null/,
  ],
  [
    "events are the same whatever the case of their ids",
    lyingInside(({ append }) => ({
      append: (events, processed) =>
        append(
          events.map((one) => ({ ...one, external_id: one.external_id.toLowerCase() })),
          processed,
        ),
    })),
    "appending: ids that differ only by case, spaces or accents are different",
    /append gave null for the new event/,
  ],
  [
    "a cursor stays when its transaction fails",
    lying((store) => {
      const cursors = new Map<string, unknown>();
      return {
        transaction: (work) =>
          store.transaction((transaction) =>
            work({
              ...transaction,
              source: async (name) => ({ cursor: cursors.get(name) ?? null, health: unknownHealth }),
              markSource: async (name, { cursor }) => void cursors.set(name, cursor),
            }),
          ),
      };
    }),
    "transactions: a transaction that throws leaves nothing of what it added",
    /cursors\[0\] is \{"page":1\}, expected null/,
  ],
  [
    "one cursor serves all sources",
    lyingInside(({ source, markSource }) => ({
      source: () => source("all"),
      markSource: (_, mark) => markSource("all", mark),
    })),
    "processing: every source has a cursor of its own",
    /cursor of app: of is/,
  ],
  [
    "an error is put into another",
    lying((store) => ({
      transaction: (work) =>
        store.transaction(work).catch((cause: unknown) => Promise.reject(new Error("it failed", { cause }))),
    })),
    "transactions: a transaction throws what its work throws, whatever that is",
    /threw Error: it failed, expected TypeError: on purpose/,
  ],
  [
    "reads see what is not committed",
    lying((store) => {
      let current: StoreTransaction | undefined;
      return {
        transaction: (work) => {
          return store.transaction((transaction) => {
            current = transaction;
            return work(transaction).finally(() => {
              current = undefined;
            });
          });
        },
        recall: (questions) => (current ?? store).recall(questions),
      };
    }),
    "transactions: reads during a transaction do not see it",
    /recall: .*expected/,
  ],
  [
    "transactions overlap",
    lying((store) => ({
      transaction: async (work) => {
        const result = await work({
          ...({} as StoreTransaction),
          source: async () => ({ cursor: 1, health: unknownHealth }),
          markSource: async () => undefined,
        });
        await store.transaction(async () => undefined);
        return result;
      },
    })),
    "transactions: transactions that are begun at once run one after the other, also where one fails",
    /begins and ends: \[1\] is "b begins", expected "a ends"/,
  ],
  [
    "events that wait come in any order",
    lyingInside(({ unprocessed }) => ({ unprocessed: async (limit) => (await unprocessed(limit)).reverse() })),
    "processing: events that wait come in the order of their numbers, up to a limit",
    /unprocessed\(10\): \[0\]/,
  ],
  [
    "pages of processed events lose those of one moment",
    lyingInside(({ processed }) => ({
      processed: ({ after, ...query }) =>
        processed({ ...query, after: after && { ...after, id: Number.MAX_SAFE_INTEGER } }),
    })),
    "processing: processed events come in pages, in the order of time, then number, none twice and none left out",
    /pages of 1/,
  ],
  [
    "a source's newest event is the one that came last",
    lyingInside(({ append, recall }) => {
      let last = 0;
      return {
        append: (events, processed) => {
          last = Date.parse(events.at(-1)?.timestamp ?? "");
          return append(events, processed);
        },
        recall: async (questions) => ({ ...(await recall(questions)), newest: questions.newest.map(() => last) }),
      };
    }),
    "processing: the newest event of a source is the latest that the rules have seen",
    /newest: \[0\] is/,
  ],
];

describe("a store that lies about what comes in is found out", () => {
  test.each(lies)("%s", async (_, make, name, message) => {
    await expect(caseOf(make, name)()).rejects.toThrow(message);
  });
});
