import type { ProcessedQuery, StoreTransaction } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { add, always, ask, asStored, at, event, minute, start } from "./sample.js";
import type { StoreCases } from "./store-case.js";

const idsOf = (list: readonly { readonly id: number }[]): number[] => list.map(({ id }) => id);

/** Events at some minutes, in this order. */
const eventsAt = (...minutes: number[]) => minutes.map((one, index) => event(`${index}`, { timestamp: at(one) }));

/** All pages of a query, put together. */
async function pagesOf(transaction: StoreTransaction, query: ProcessedQuery): Promise<number[]> {
  const ids: number[] = [];
  for (let after = query.after; ids.length < 100; ) {
    const page = await transaction.processed({ ...query, after });
    const last = page.at(-1);
    if (page.length > query.limit) throw new Error(`a page has ${page.length} events, expected up to ${query.limit}`);
    if (!last) return ids;
    ids.push(...idsOf(page));
    after = { time: Date.parse(last.timestamp), id: last.id };
  }
  throw new Error("the pages do not come to an end; expected an empty one behind the last event");
}

/** What the rules have seen, what they have not, and where sources stopped. */
export const processing: StoreCases = {
  "events that wait come in the order of their numbers, up to a limit": async (store) => {
    await store.transaction(async (transaction) => {
      const waiting = await add(transaction, eventsAt(9, 3, 6, 1), { processed: false });
      await add(transaction, [event("seen")]);
      const wanted = waiting.map((one) => asStored(one, false)).sort((a, b) => a.id - b.id);
      expectEqual("unprocessed(10)", await transaction.unprocessed(10), wanted);
      expectEqual("unprocessed(3)", await transaction.unprocessed(3), wanted.slice(0, 3));
    });
  },

  "events that are marked wait no longer": async (store) => {
    const added = await store.transaction((transaction) => add(transaction, eventsAt(0, 1, 2), { processed: false }));
    const [first, second, third] = idsOf(added);
    await store.transaction(async (transaction) => {
      await transaction.markProcessed([first ?? 0, third ?? 0]);
      await transaction.markProcessed([]);
    });
    const stored = await store.events({ sort: "timestamp" });
    expectEqual(
      "processed",
      stored.map(({ processed }) => processed),
      [true, false, true],
    );
    await store.transaction(async (transaction) => {
      expectEqual("numbers of unprocessed", idsOf(await transaction.unprocessed(10)), [second]);
      const seen = await transaction.processed({ ...always, limit: 10 });
      expectEqual("numbers of processed", idsOf(seen), [first, third]);
    });
  },

  "processed events come from the first moment on, up to the second": async (store) => {
    await store.transaction(async (transaction) => {
      const added = await add(transaction, eventsAt(0, 1, 2, 3));
      await add(transaction, [event("waits", { timestamp: at(2) })], { processed: false });
      const asked = (from: number, to: number) =>
        transaction.processed({ from: start + from * minute, to: start + to * minute, limit: 10 });
      expectEqual(
        "processed from 1 to 3",
        await asked(1, 3),
        added.slice(1, 3).map((one) => asStored(one)),
      );
      expectEqual("processed from 1 to 1", await asked(1, 1), []);
      expectEqual("processed from 3 on", idsOf(await asked(3, 9)), idsOf(added.slice(3)));
    });
  },

  "processed events come in pages, in the order of time, then number, none twice and none left out": async (store) => {
    await store.transaction(async (transaction) => {
      const added = await add(transaction, eventsAt(5, 2, 2, 2, 9, 2, 5, 0, 2));
      const sorted = [...added].sort(
        (a, b) => Date.parse(a.event.timestamp) - Date.parse(b.event.timestamp) || a.id - b.id,
      );
      for (const limit of [1, 2, 3, 4, 100]) {
        expectEqual(`pages of ${limit}`, await pagesOf(transaction, { ...always, limit }), idsOf(sorted));
      }
      const within = { from: start + 2 * minute, to: start + 9 * minute, limit: 2 };
      expectEqual("pages of a range", await pagesOf(transaction, within), idsOf(sorted.slice(1, -1)));
    });
  },

  "processed events may be of some types only": async (store) => {
    await store.transaction(async (transaction) => {
      const types = ["login", "logout", "login", "login_failed"];
      const added = await add(
        transaction,
        types.map((event_type, index) => event(`${index}`, { event_type })),
      );
      const asked = async (...event_types: string[]) =>
        idsOf(await transaction.processed({ ...always, event_types, limit: 10 }));
      expectEqual("one type", await asked("login"), [added[0]?.id, added[2]?.id]);
      expectEqual("two types", await asked("logout", "login_failed"), [added[1]?.id, added[3]?.id]);
      expectEqual("a type that is not there", await asked("restart"), []);
      const paged = await pagesOf(transaction, { ...always, event_types: ["login"], limit: 1 });
      expectEqual("pages of one type", paged, [added[0]?.id, added[2]?.id]);
    });
  },

  "the newest event of a source is the latest that the rules have seen": async (store) => {
    await store.transaction(async (transaction) => {
      const newest = async () => (await ask(transaction, { newest: ["app", "web", "none"] })).newest;
      await add(transaction, eventsAt(5, 2));
      expectEqual("newest", await newest(), [start + 5 * minute, null, null]);
      const [waiting] = await add(transaction, [event("later", { timestamp: at(8) })], { processed: false });
      await add(transaction, [event("old", { timestamp: at(-60) })]);
      expectEqual("newest while the later one waits", await newest(), [start + 5 * minute, null, null]);
      await transaction.markProcessed([waiting?.id ?? 0]);
      await add(transaction, [event("1", { source: "web", timestamp: at(-1) })]);
      expectEqual("newest then", await newest(), [start + 8 * minute, start - minute, null]);
    });
  },

  "a cursor is any JSON, and comes back as it was": async (store) => {
    const text = '{"__proto__": {"a": 1}, "constructor": null, "": [[]], "é😀": "\\"\'\\\\\\n"}';
    const cursors = [null, 0, -1.5, "", "text", false, true, [], {}, [1, [2, [null]]], JSON.parse(text) as unknown];
    for (const cursor of cursors) {
      await store.transaction((transaction) => transaction.markSource("app", { cursor: cursor }));
      const came = await store.transaction(async (transaction) => (await transaction.source("app")).cursor);
      expectEqual(`the cursor ${JSON.stringify(cursor)}`, came, cursor);
    }
  },

  "every source has a cursor of its own": async (store) => {
    const names = ["app", "App", "app ", "file:/var/log/a'b.log", "😀"];
    await store.transaction(async (transaction) => {
      for (const name of names) await transaction.markSource(name, { cursor: { of: name } });
    });
    await store.transaction(async (transaction) => {
      for (const name of names) expectEqual(`cursor of ${name}`, (await transaction.source(name)).cursor, { of: name });
      expectEqual("cursor of another", (await transaction.source("web")).cursor, null);
    });
  },
};
