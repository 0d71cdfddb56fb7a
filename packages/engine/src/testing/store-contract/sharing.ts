import type { Store } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { add, addPoints, create, event, record } from "./sample.js";
import { known, stateOf } from "./state.js";
import type { SharedCases } from "./store-case.js";

async function fill(store: Store): Promise<void> {
  await store.transaction(async (transaction) => {
    const added = await add(transaction, [event("1"), event("2", { source: "web", user: null })]);
    await add(transaction, [event("3")], { processed: false });
    await addPoints(transaction, { match_set: known.set, group: known.groups[0], watched: true }, added);
    await create(transaction, [record({ fingerprint: "f1" }), record({ fingerprint: "f2" })]);
    await transaction.markSource("app", { cursor: { page: 1 } });
  });
}

/** What a store promises of data that outlives it, and that several open at once. */
export const sharing: SharedCases = {
  "what was committed is there when the data is opened again": async (open) => {
    const store = await open();
    await fill(store);
    const before = await stateOf(store);
    await store.close();
    await store.open();
    expectEqual("all there is, opened again", await stateOf(store), before);
    await store.close();
    expectEqual("all there is, opened by another", await stateOf(await open()), before);
  },

  "two see the same data": async (open) => {
    const [one, two] = [await open(), await open()];
    await fill(one);
    const seen = await stateOf(two);
    expectEqual("all there is", seen, await stateOf(one));
    expectEqual("events", (await two.countEvents({})).count, 3);
  },

  "a store is told that somebody else wrote, once": async (open) => {
    const [one, two] = [await open(), await open()];
    const changed = (store: Store) => store.transaction(async ({ changedElsewhere }) => changedElsewhere);
    await changed(one);
    await two.transaction((transaction) => transaction.markSource("app", { cursor: 1 }));
    expectEqual("changedElsewhere behind the other's transaction", await changed(one), true);
    expectEqual("changedElsewhere behind its own", await changed(one), false);
  },

  "two write one after the other": async (open) => {
    const stores = [await open(), await open()];
    const count = (store: Store) =>
      store.transaction(async (transaction) => {
        const counted = Number((await transaction.source("app")).cursor);
        await new Promise((resolve) => setTimeout(resolve, 1));
        await add(transaction, [event(`${counted}`)]);
        await transaction.markSource("app", { cursor: counted + 1 });
      });
    await Promise.all(Array.from({ length: 10 }, () => stores.map(count)).flat());
    for (const store of stores) {
      expectEqual("events", (await store.countEvents({})).count, 20);
      expectEqual(
        "cursor",
        await store.transaction(async (transaction) => (await transaction.source("app")).cursor),
        20,
      );
    }
  },

  "what one does and undoes is not seen by the other": async (open) => {
    const [one, two] = [await open(), await open()];
    const reads: Promise<unknown>[] = [];
    const failure = new Error("on purpose");
    const thrown = await one
      .transaction(async (transaction) => {
        await add(transaction, [event("1")]);
        reads.push(two.countEvents({}));
        await new Promise((resolve) => setTimeout(resolve, 5));
        throw failure;
      })
      .catch((caught: unknown) => caught);
    expectEqual("what the transaction threw", thrown === failure, true);
    expectEqual("events during it", await Promise.all(reads), [{ count: 0, exact: true }]);
    expectEqual("events behind it", (await two.countEvents({})).count, 0);
  },
};
