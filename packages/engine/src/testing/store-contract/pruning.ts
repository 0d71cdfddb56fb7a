import type { Bookmark, PruneStep, Store } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { add, addPoints, all, ask, at, create, event, minute, record, save, start, withdrawn } from "./sample.js";
import type { StoreCases } from "./store-case.js";

const group = { match_set: "logins", group: '["ada"]' };

/** Steps to the end; gives how many rows went. */
async function pruneAll(store: Store, what: PruneStep["what"], before: number, limit = 2): Promise<number> {
  let deleted = 0;
  for (let after: Bookmark | null = null; ; ) {
    const step: PruneStep = { what, before, after, limit };
    const pruned = await store.transaction((transaction) => transaction.prune(step));
    deleted += pruned.deleted;
    if (pruned.next === null) return deleted;
    after = pruned.next;
  }
}

const idsOf = async (store: Store) => (await store.events({ ...all, sort: "timestamp" })).map((one) => one.external_id);

const wrongCounters = (store: Store, mend = false) =>
  store.transaction(async (transaction) => {
    return (await transaction.checkCounters({ hour: null, limit: 1000, mend })).differences;
  });

/** Deleting what is old. */
export const pruning: StoreCases = {
  "old events go, but those of open findings, unseen ones and untold ends of groups": async (store) => {
    await store.transaction(async (transaction) => {
      const added = await add(
        transaction,
        [0, 1, 2, 3, 4, 5, 6].map((index) => event(`${index}`, { timestamp: at(index) })),
      );
      await add(transaction, [event("unseen", { timestamp: at(0) })], { processed: false });
      await create(transaction, [record({ fingerprint: "open", event_id: added[1]?.id ?? null })]);
      const [gone] = await create(transaction, [record({ fingerprint: "gone", event_id: added[2]?.id ?? null })]);
      if (gone) await save(transaction, { changes: [withdrawn(gone)] });
      await addPoints(transaction, { ...group, watched: true }, added.slice(3, 4));
    });
    expectEqual("prunedBefore at first", await store.transaction(async ({ prunedBefore }) => prunedBefore), null);
    const summary = await store.summary({});
    expectEqual("how many went", await pruneAll(store, "events", start + 5 * minute), 3);
    expectEqual("what stays", await idsOf(store), ["unseen", "1", "3", "5", "6"].sort(byTime));
    const before = await store.transaction(async ({ prunedBefore }) => prunedBefore);
    expectEqual("prunedBefore behind it", before, start + 5 * minute);
    expectEqual("the summary, which counts on", await store.summary({}), summary);
    expectEqual("the count of the list", (await store.countEvents({})).count, 5);
    expectEqual("another time", await pruneAll(store, "events", start + 5 * minute), 0);
  },

  "old findings go when they have ended": async (store) => {
    await store.transaction(async (transaction) => {
      const created = await create(
        transaction,
        [0, 1, 2, 3, 4].map((index) =>
          record({ fingerprint: `f${index}`, timestamp: at(index), last_seen: at(index === 1 ? 9 : index) }),
        ),
      );
      const last = created[2];
      if (last) await save(transaction, { changes: [withdrawn(last)] });
    });
    const summary = await store.summary({});
    expectEqual("how many went", await pruneAll(store, "findings", start + 4 * minute), 3);
    const left = await store.findings({ ...all, sort: "timestamp" });
    expectEqual(
      "what stays",
      left.map(({ fingerprint }) => fingerprint),
      ["f1", "f4"],
    );
    expectEqual("the summary, which counts on", await store.summary({}), summary);
    expectEqual("the count of the list", (await store.countFindings({})).count, 2);
  },

  "of a group's old points the latest stays": async (store) => {
    await store.transaction(async (transaction) => {
      const added = await add(
        transaction,
        [0, 1, 2, 3, 4, 5].map((index) => event(`${index}`, { timestamp: at(index) })),
      );
      await addPoints(transaction, group, added);
      await addPoints(transaction, { ...group, match_set: "others" }, added);
    });
    expectEqual("how many went", await pruneAll(store, { points_of: group.match_set }, start + 4 * minute), 3);
    expectEqual("of a set that is not there", await pruneAll(store, { points_of: "none" }, start + 4 * minute), 0);
    const question = { at: { time: 0, tie: "" }, before: 0, after: 9 };
    const { points } = await ask(store, {
      points: [
        { ...group, ...question },
        { ...group, match_set: "others", ...question },
      ],
    });
    expectEqual(
      "times",
      points.map(({ after }) => after.map(({ time }) => (time - start) / minute)),
      [
        [3, 4, 5],
        [0, 1, 2, 3, 4, 5],
      ],
    );
  },

  "counters are right, also behind deletions": async (store) => {
    await store.transaction(async (transaction) => {
      await add(
        transaction,
        [0, 1, 70, 200].map((index) => event(`${index}`, { timestamp: at(index) })),
      );
      const created = await create(
        transaction,
        [0, 1, 90].map((index) => record({ fingerprint: `f${index}`, timestamp: at(index) })),
      );
      const [first] = created;
      if (first) await save(transaction, { changes: [withdrawn(first)] });
    });
    expectEqual("differences", await wrongCounters(store), []);
    await pruneAll(store, "findings", start + 60 * minute);
    await pruneAll(store, "events", start + 65 * minute);
    const summary = await store.summary({});
    expectEqual("differences behind deletions", await wrongCounters(store, true), []);
    expectEqual("the summary", await store.summary({}), summary);
  },
};

const order = ["unseen", "0", "1", "2", "3", "4", "5", "6"];
const byTime = (a: string, b: string): number => order.indexOf(a) - order.indexOf(b);
