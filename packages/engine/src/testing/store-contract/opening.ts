import { expectEqual } from "../expect-equal.js";
import { add, all, always, ask, asStored, event } from "./sample.js";
import type { StoreCases } from "./store-case.js";

/** Opening, closing, and what is there at first. */
export const opening: StoreCases = {
  "open may be called again, also at once": async (store) => {
    await Promise.all([store.open(), store.open()]);
    const added = await store.transaction((transaction) => add(transaction, [event("1")]));
    await store.open();
    expectEqual(
      "events behind another open",
      await store.events(all),
      added.map((one) => asStored(one)),
    );
  },

  "close may be called again, and open behind it": async (store) => {
    await store.transaction((transaction) => add(transaction, [event("1")]));
    await store.close();
    await store.close();
    await store.open();
    await store.transaction((transaction) => add(transaction, [event("2")]));
    expectEqual(
      "whether the event added behind it is there",
      (await store.events(all)).some(({ external_id }) => external_id === "2"),
      true,
    );
  },

  "a fresh store holds nothing": async (store) => {
    expectEqual("events", await store.events({}), []);
    expectEqual("findings", await store.findings({}), []);
    expectEqual("withdrawn findings", await store.findings({ withdrawn: true }), []);
    expectEqual("countEvents", (await store.countEvents({})).count, 0);
    expectEqual("countFindings", (await store.countFindings({})).count, 0);
    expectEqual("record(1)", await store.record(1), null);
    expectEqual("summary", await store.summary({}), {
      total_events: 0,
      total_findings: 0,
      findings_by_severity: { low: 0, medium: 0, high: 0, critical: 0 },
      events_over_time: [],
      findings_over_time: [],
    });
    await store.transaction(async (transaction) => {
      expectEqual("unprocessed", await transaction.unprocessed(10), []);
      expectEqual("processed", await transaction.processed({ ...always, limit: 10 }), []);
      const outdated = { rule_name: "any", rule_version: "v1", ...always, limit: 10 };
      expectEqual("outdated", await transaction.outdated(outdated), []);
      expectEqual("cursor", (await transaction.source("app")).cursor, null);
    });
  },

  "a fresh store answers every question with nothing, inside a transaction and outside": async (store) => {
    const group = { match_set: "logins", group: "[]" };
    const position = { time: 0, tie: "app\t1" };
    const questions = {
      groups: [group],
      points: [{ ...group, at: position, before: 5, after: 5 }],
      counts: [{ ...group, after: { time: -1, tie: "" }, to: position }],
      findings: [{ rule_name: "any", rule_version: "v1", group: "[]", ...always }],
      fingerprints: ["none"],
      events: [1],
      silent: [{ match_set: "logins", source: "app", silence: 0, again: true }],
      newest: ["app"],
    };
    const answers = {
      groups: [false],
      points: [{ before: [], after: [] }],
      counts: [0],
      findings: [[]],
      fingerprints: [null],
      events: [],
      silent: [[]],
      newest: [null],
    };
    const nothing = Object.fromEntries(Object.keys(questions).map((name) => [name, []]));
    expectEqual("recall", await ask(store, questions), answers);
    expectEqual("recall of nothing", await ask(store, {}), nothing);
    await store.transaction(async (transaction) => {
      expectEqual("recall in a transaction", await ask(transaction, questions), answers);
      expectEqual("recall of nothing in a transaction", await ask(transaction, {}), nothing);
    });
  },
};
