import type { SourceEvent } from "../../event.js";
import { type EventFilter, type EventQuery, eventSorts } from "../../query.js";
import type { Store } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { expectPages, expectSorted, type Facts, filtersOf, passes } from "./filters.js";
import { add, all, asStored, at, event, sortedBy } from "./sample.js";
import type { StoreCases } from "./store-case.js";

const users = ["ada", "bob", "cyd", null];
const types = ["login", "logout", "login_failed"];
const hints = ["low", "medium", "high", "critical", null] as const;

/** Events that differ in all that filters look at; some of one moment. */
async function fill(store: Store): Promise<SourceEvent[]> {
  const events = Array.from({ length: 24 }, (_, index) =>
    event(`${index}`, {
      source: index % 5 === 0 ? "web" : "app",
      user: users[index % 4] ?? null,
      event_type: types[index % 3] ?? "login",
      severity_hint: hints[(index * 3) % 5] ?? null,
      timestamp: at(Math.floor((index * 7) % 24) >> 1),
    }),
  );
  return store.transaction(async (transaction) => [
    ...(await add(transaction, events.slice(0, 20))).map((one) => asStored(one)),
    ...(await add(transaction, events.slice(20), { processed: false })).map((one) => asStored(one, false)),
  ]);
}

const factsOf = ({ user, event_type, source, severity_hint, timestamp }: SourceEvent): Facts => {
  const facts = { user, event_type, source, timestamp, severity: severity_hint };
  return { ...facts, rule_name: null, status: null, control: [], withdrawn: false };
};

const byNumber = (events: readonly SourceEvent[]) => sortedBy(events, ({ id }) => id);

/** Lists of events. */
export const eventQueries: StoreCases = {
  "every filter, alone and together, in lists and counts": async (store) => {
    const stored = await fill(store);
    const filters = filtersOf({
      user: ["ada", ["bob", "cyd"], ["bob", "nobody"], "nobody", "Ada"],
      event_type: ["login", ["logout", "login_failed"], ["login"], "restart"],
      source: ["app", ["app", "web"], "web", "none"],
      severity: ["low", ["high", "critical"], "medium"],
      from: [at(3), at(5), "2025-01-20T10:04:00+01:00", at(99)],
      to: [at(9), at(10), "2025-01-20T09:09:00Z", at(-99)],
    });
    for (const filter of filters) {
      const wanted = byNumber(stored.filter((one) => passes(filter, factsOf(one))));
      const what = JSON.stringify(filter);
      expectEqual(`events(${what}), by number`, byNumber(await store.events({ ...all, ...filter })), wanted);
      expectEqual(`countEvents(${what})`, (await store.countEvents(filter)).count, wanted.length);
    }
  },

  "every sort, both ways, in pages that make up the whole": async (store) => {
    const stored = byNumber(await fill(store));
    for (const key of eventSorts) {
      for (const sort of [key, `-${key}`] as const) {
        const found = await store.events({ ...all, sort });
        expectEqual(`events sorted by ${sort}, by number`, byNumber(found), stored);
        expectSorted(
          `sort ${sort}`,
          found.map((one) => one[key]),
          sort !== key,
        );
        await expectPages(`sort ${sort}`, found, (paging) => store.events({ sort, ...paging }));
      }
    }
  },

  "filters, sorts and pages go together": async (store) => {
    const stored = await fill(store);
    const filter: EventFilter = { user: ["ada", "bob"], from: at(2) };
    const query: EventQuery = { ...filter, sort: "timestamp" };
    const found = await store.events(query);
    expectEqual("how many", found.length, stored.filter((one) => passes(filter, factsOf(one))).length);
    expectSorted(
      "sort",
      found.map(({ timestamp }) => timestamp),
      false,
    );
    await expectPages("pages", found, (paging) => store.events({ ...query, ...paging }));
  },

  "newest first, and a hundred, unless asked otherwise": async (store) => {
    const events = Array.from({ length: 130 }, (_, index) => event(`${index}`, { timestamp: at((index * 37) % 130) }));
    await store.transaction((transaction) => add(transaction, events));
    const sorted = sortedBy(events, ({ timestamp }) => timestamp).reverse();
    const times = async (query: EventQuery) => (await store.events(query)).map(({ timestamp }) => timestamp);
    const newest = sorted.map(({ timestamp }) => timestamp);
    expectEqual("times of events({})", await times({}), newest.slice(0, 100));
    expectEqual("times behind an offset", await times({ offset: 110 }), newest.slice(110));
    expectEqual("times behind the end", await times({ offset: 130 }), []);
    expectEqual("times with a limit of 0", await times({ limit: 0 }), []);
    expectEqual("times with a limit of 101", (await times({ limit: 101 })).length, 101);
  },
};
