import { describe, expect, inject, test } from "vitest";
import { emptied, freshDatabase } from "../../../test/places.js";
import type { ClaimTransaction, GroupPoints, SharedWork, Store } from "../../store.js";
import { postgres } from "../../stores/postgres.js";
import { caseOf, type Lie } from "./lying-store.js";

let database: Promise<string> | undefined;
let latest = "";

let made = 0;

const lyingAt = (lie: (shared: SharedWork, store: Store) => Partial<SharedWork>) => {
  const number = ++made;
  return {
    at: async (place: string): Promise<Store> => {
      const name = `${number} ${place}`;
      if (database === undefined) database = freshDatabase(inject("postgres"));
      else if (name !== latest) database = database.then(emptied);
      latest = name;
      const store = postgres(await database);
      return store.shared ? { ...store, shared: { ...store.shared, ...lie(store.shared, store) } } : store;
    },
  };
};

/** Claims are honest but for what they hand over. */
const lyingClaim = (lie: (claim: ClaimTransaction) => Partial<ClaimTransaction>) =>
  lyingAt((shared) => ({
    claim: (wish, work) => shared.claim(wish, (claim) => work({ ...claim, ...lie(claim) })),
  }));

/** The naive way to go on where one left: behind the largest number that was seen. */
const behindTheLargestNumber = () => {
  let largest = 0;
  return ({ points }: ClaimTransaction): Partial<ClaimTransaction> => {
    const seen = largest;
    const left = points.map(
      (group): GroupPoints => ({
        ...group,
        points: group.points.filter(({ event_id }) => event_id > seen),
      }),
    );
    for (const { event_id } of points.flatMap((group) => group.points)) largest = Math.max(largest, event_id);
    return { points: left };
  };
};

const lies: readonly Lie[] = [
  [
    "it goes on behind the largest number that it saw, though numbers do not come in the order of commits",
    lyingClaim(behindTheLargestNumber()),
    "side by side: a point that commits behind a later one is not passed over",
    /points behind it: it is null|points behind it: /,
  ],
  [
    "points are kept at once, whoever holds their groups",
    lyingAt((shared) => ({
      intake: (work) =>
        shared.intake((transaction) =>
          work({
            ...transaction,
            save: (evaluated, createdAt) => transaction.save({ ...evaluated, points: [] }, createdAt),
          }),
        ),
    })),
    "side by side: points are kept by whoever claims them, once",
    /points: it is null/,
  ],
  [
    "two hold the same partition",
    lyingAt((shared) => ({
      claim: async (wish, work) => {
        const number = 3;
        return (
          (await shared.claim(wish, work)) ?? work({ held: [{ number, version: 0 }] } as unknown as ClaimTransaction)
        );
      },
    })),
    "side by side: no partition is held by two, and whoever waits gets what another gives up",
    /whether there is another that is free: it is true, expected null/,
  ],
  [
    "every partition is as it ever was",
    lyingClaim(({ held }) => ({ held: held.map(({ number }) => ({ number, version: 0 })) })),
    "side by side: a partition says how often something was saved in it",
    /behind one that saved/,
  ],
  [
    "points come as they were queued",
    lyingClaim(({ points }) => ({
      points: points.map((group) => ({ ...group, points: [...group.points].reverse() })),
    })),
    "side by side: points of a group come in their order, each once",
    /ties/,
  ],
  [
    "everything is known to everybody",
    lyingAt((shared) => ({ claim: (wish, work) => shared.claim({ ...wish, knows: () => true }, work) })),
    "side by side: points of match sets that somebody does not know stay for one who does",
    /points of the known one/,
  ],
  [
    "silence is told of all groups, whoever holds them",
    lyingAt((shared, store) => ({
      claim: (wish, work) => shared.claim(wish, (claim) => work({ ...claim, recall: store.recall })),
    })),
    "side by side: silence is told of groups that are held, once nothing of them is queued",
    /what was told/,
  ],
  [
    "a source is anybody's",
    lyingAt(() => ({ alone: (_, work) => work(new AbortController().signal) })),
    "side by side: one at a time has a source for itself",
    /the error's code: it is false, expected "source_busy"/,
  ],
];

describe("a store that lies about work side by side is found out", () => {
  test.each(lies)("%s", async (_, make, name, message) => {
    await expect(caseOf(make, name)()).rejects.toThrow(message);
  });
});
