import { compareBytes } from "../../order.js";
import { expectEqual } from "../expect-equal.js";
import { add, all, ask, asStored, event, sortedBy } from "./sample.js";
import type { StoreCases } from "./store-case.js";

/** How events come in, once each. */
export const appending: StoreCases = {
  "every new event gets a number of its own": async (store) => {
    const first = await store.transaction((transaction) => add(transaction, [event("1"), event("2")]));
    const second = await store.transaction((transaction) => add(transaction, [event("3")]));
    const ids = [...first, ...second].map(({ id }) => id);
    expectEqual("how many numbers", new Set(ids).size, 3);
    expectEqual(
      "whole numbers from 1 on",
      ids.every((id) => Number.isSafeInteger(id) && id > 0),
      true,
    );
    const stored = sortedBy(await store.events(all), ({ external_id }) => external_id ?? "");
    expectEqual(
      "events",
      stored,
      [...first, ...second].map((one) => asStored(one)),
    );
  },

  "no events are none": async (store) => {
    const ids = await store.transaction((transaction) => transaction.append([], true));
    expectEqual("numbers", ids, []);
  },

  "an event that was there gets null, and stays as it was": async (store) => {
    const again = event("1", { user: "eve", timestamp: "2025-03-01T00:00:00.000Z", raw_data: { changed: true } });
    const added = await store.transaction((transaction) => add(transaction, [event("1")]));
    const ids = await store.transaction(async (transaction) => [
      ...(await transaction.append([again], true)),
      ...(await transaction.append([again], true)),
    ]);
    expectEqual("numbers", ids, [null, null]);
    expectEqual(
      "events",
      await store.events(all),
      added.map((one) => asStored(one)),
    );
    expectEqual("events by the summary", (await store.summary({})).total_events, 1);
  },

  "of an event that comes twice in a batch the first one is kept": async (store) => {
    const batch = [event("1"), event("2"), event("1", { user: "eve" }), event("2"), event("3")];
    const ids = await store.transaction((transaction) => transaction.append(batch, true));
    expectEqual(
      "which have no number",
      ids.map((id) => id === null),
      [false, false, true, true, false],
    );
    expectEqual("events", (await store.countEvents({})).count, 3);
    expectEqual("events of the second one's user", (await store.countEvents({ user: "eve" })).count, 0);
    expectEqual("events by the summary", (await store.summary({})).total_events, 3);
  },

  "an event that waits is not taken for seen when it comes again": async (store) => {
    await store.transaction((transaction) => add(transaction, [event("1")], { processed: false }));
    const left = await store.transaction(async (transaction) => {
      expectEqual("numbers", await transaction.append([event("1")], true), [null]);
      return transaction.unprocessed(10);
    });
    expectEqual("how many wait", left.length, 1);
  },

  "the same id at another source is another event": async (store) => {
    const sources = ["app", "App", "APP", "web", "app ", " app", "app\u00e9", "appe\u0301"];
    const events = sources.map((source) => event("1", { source }));
    const added = await store.transaction((transaction) => add(transaction, events));
    const stored = await store.events(all);
    expectEqual(
      "sources",
      stored.map(({ source }) => source).sort(compareBytes),
      added.map((one) => one.event.source).sort(compareBytes),
    );
    for (const source of sources) {
      expectEqual(`events of the source ${JSON.stringify(source)}`, (await store.countEvents({ source })).count, 1);
    }
  },

  "ids that differ only by case, spaces or accents are different": async (store) => {
    const ids = ["a", "A", "a ", " a", "\u00e9", "e\u0301", "e", "ﬃ", "ffi", "1", "01", "1.0", "%", "_"];
    await store.transaction((transaction) =>
      add(
        transaction,
        ids.map((id) => event(id, { user: id, raw_data: { id } })),
      ),
    );
    for (const id of ids) {
      const found = await store.events({ user: id });
      expectEqual(
        `ids of the user ${JSON.stringify(id)}`,
        found.map(({ external_id }) => external_id),
        [id],
      );
    }
  },

  "thousands of events go in at once": async (store) => {
    const events = Array.from({ length: 5000 }, (_, index) => event(`${index}`, { user: `user-${index % 700}` }));
    const ids = await store.transaction(async (transaction) => {
      const added = await add(transaction, events);
      const again = await transaction.append([event("new"), ...events], true);
      expectEqual("how many of them are new again", again.filter((id) => id !== null).length, 1);
      return added.map(({ id }) => id);
    });
    expectEqual("different numbers", new Set(ids).size, 5000);
    expectEqual("events", (await store.countEvents({})).count, 5001);
    const found = await ask(store, { events: ids });
    expectEqual("events recalled by number", found.events.length, 5000);
  },
};
