import type { Total } from "../../query.js";
import type { Store, StoreTransaction } from "../../store.js";
import { expectEqual, show } from "../expect-equal.js";
import {
  add,
  addPoints,
  all,
  always,
  amended,
  ask,
  create,
  event,
  pointOf,
  record,
  save,
  withdrawn,
} from "./sample.js";
import { known, stateOf } from "./state.js";
import type { StoreCases } from "./store-case.js";

const ada = { match_set: known.set, group: known.groups[0], watched: true };
const bob = { match_set: known.set, group: known.groups[1], watched: true };

/** Some of everything that a store holds. */
async function fill(transaction: StoreTransaction) {
  const seen = await add(transaction, [event("1"), event("2", { timestamp: "2025-01-20T11:00:00.000Z" })]);
  // Later than the group's last point, so that it is silent.
  const signs = await add(transaction, [event("sign", { timestamp: "2025-01-20T12:00:00.000Z" })]);
  const waiting = await add(transaction, [event("3")], { processed: false });
  await addPoints(transaction, ada, seen);
  const findings = await create(transaction, [record({ fingerprint: "f1" }), record({ fingerprint: "f2" })]);
  await transaction.markSource("app", { cursor: { page: 1 } });
  return { seen, signs, waiting, findings };
}

/** Changes some of everything, and adds some. */
async function change(transaction: StoreTransaction, { waiting, findings }: Awaited<ReturnType<typeof fill>>) {
  const [first, second] = findings as [(typeof findings)[0], (typeof findings)[0]];
  const [later] = await add(transaction, [
    event("4", { source: "web", timestamp: "2025-01-21T00:00:00.000Z", user: "new", event_type: "new_type" }),
  ]);
  await transaction.markProcessed(waiting.map(({ id }) => id));
  if (later) await addPoints(transaction, bob, [later]);
  const changes = [
    amended(first, { timestamp: "2025-01-22T00:00:00.000Z", severity: "critical", event_count: 9 }),
    withdrawn(second),
    { type: "created" as const, record: record({ fingerprint: "f3", rule_name: "another" }) },
  ];
  await save(transaction, { changes, told: [ada] });
  await transaction.markSource("app", { cursor: { page: 2 } });
  await transaction.markSource("web", { cursor: 7 });
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (result) => {
      throw new Error(`the transaction gave ${show(result)}; expected it to throw what its work throws`);
    },
    (thrown: unknown) => thrown,
  );
}

async function failingIn(store: Store, work: (transaction: StoreTransaction) => Promise<unknown>): Promise<void> {
  const failure = new Error("on purpose");
  const thrown = await thrownBy(
    store.transaction(async (transaction) => {
      await work(transaction);
      throw failure;
    }),
  );
  if (thrown !== failure) throw new Error(`the transaction threw ${String(thrown)}, expected the work's own error`);
}

/** That a transaction commits whole or not at all, alone, and hides what it does until then. */
export const transactions: StoreCases = {
  "a transaction gives what its work gives": async (store) => {
    const result = { some: "thing" };
    const given = await store.transaction(async () => result);
    expectEqual("whether it is the same object", given === result, true);
  },

  "a transaction throws what its work throws, whatever that is": async (store) => {
    for (const thrown of [new TypeError("on purpose"), { code: "mine" }, "text", null, undefined]) {
      const came = await thrownBy(store.transaction(() => Promise.reject(thrown)));
      if (came !== thrown) throw new Error(`the transaction threw ${String(came)}, expected ${String(thrown)}`);
    }
  },

  "a transaction that throws leaves nothing of what it added": async (store) => {
    const before = await stateOf(store);
    await failingIn(store, fill);
    expectEqual("all there is behind it", await stateOf(store), before);
  },

  "a transaction that throws leaves nothing of what it changed": async (store) => {
    const filled = await store.transaction(fill);
    const before = await stateOf(store);
    await failingIn(store, (transaction) => change(transaction, filled));
    expectEqual("all there is behind it", await stateOf(store), before);
  },

  "what a failed transaction did can be done again": async (store) => {
    await failingIn(store, async (transaction) => change(transaction, await fill(transaction)));
    await store.transaction(async (transaction) => change(transaction, await fill(transaction)));
    expectEqual("events", (await store.countEvents({})).count, 5);
    expectEqual(
      "their names",
      (await store.countEvents({ user: "new", event_type: "new_type", source: "web" })).count,
      1,
    );
    expectEqual("findings", (await store.countFindings({ rule_name: ["many-failures", "another"] })).count, 2);
  },

  "a transaction sees what it wrote itself": async (store) => {
    await store.transaction(async (transaction) => {
      const { seen, signs, waiting, findings } = await fill(transaction);
      const unprocessed = await transaction.unprocessed(10);
      expectEqual(
        "numbers of unprocessed",
        unprocessed.map(({ id }) => id),
        waiting.map(({ id }) => id),
      );
      const processed = await transaction.processed({ ...always, limit: 10 });
      expectEqual(
        "numbers of processed",
        processed.map(({ id }) => id),
        [...seen, ...signs].map(({ id }) => id),
      );
      expectEqual("cursor", (await transaction.source("app")).cursor, { page: 1 });
      const answers = await ask(transaction, {
        groups: [ada, bob],
        points: [{ ...ada, at: { time: 0, tie: "" }, before: 0, after: 10 }],
        counts: [{ ...ada, after: { time: 0, tie: "" }, to: { time: 8e15, tie: "" } }],
        findings: [{ rule_name: "many-failures", rule_version: "v1", group: "[]", ...always }],
        fingerprints: ["f1", "f3"],
        newest: ["app"],
      });
      expectEqual("whether groups have points", answers.groups, [true, false]);
      expectEqual("points", answers.points, [{ before: [], after: seen.map(pointOf) }]);
      expectEqual("counts", answers.counts, [2]);
      expectEqual("how many findings", answers.findings[0]?.length, 2);
      expectEqual("fingerprints", answers.fingerprints, [findings[0], null]);
      expectEqual("newest", answers.newest, [Date.parse("2025-01-20T12:00:00.000Z")]);
    });
  },

  "reads during a transaction do not see it": async (store) => {
    // Some stores answer such reads at once, others when the transaction is over; either way it never happened.
    const reads: Promise<unknown>[] = [];
    const empty = { match_set: known.set, group: known.groups[0], at: { time: 0, tie: "" }, before: 0, after: 9 };
    await failingIn(store, async (transaction) => {
      await fill(transaction);
      reads.push(store.events(all), store.findings(all));
      reads.push(store.countEvents({}), store.countFindings({}));
      reads.push(store.summary({}).then(({ total_events, total_findings }) => [total_events, total_findings]));
      reads.push(ask(store, { points: [empty], fingerprints: ["f1"], newest: ["app"] }).then(Object.entries));
      await new Promise((resolve) => setTimeout(resolve, 5));
      await add(transaction, [event("5")]);
    });
    const [events, findings, countEvents, countFindings, summary, answers] = await Promise.all(reads);
    expectEqual("events", events, []);
    expectEqual("findings", findings, []);
    expectEqual(
      "counts",
      [countEvents, countFindings],
      [
        { count: 0, exact: true },
        { count: 0, exact: true },
      ],
    );
    expectEqual("totals of the summary", summary, [0, 0]);
    const { points, fingerprints, newest } = Object.fromEntries(answers as [string, unknown][]);
    expectEqual("recall", [points, fingerprints, newest], [[{ before: [], after: [] }], [null], [null]]);
  },

  "reads see a transaction whole": async (store) => {
    const counts: Promise<Total>[] = [];
    await store.transaction(async (transaction) => {
      for (const id of ["1", "2", "3"]) {
        await add(transaction, [event(id)]);
        counts.push(store.countEvents({}));
      }
    });
    for (const { count } of await Promise.all(counts)) expectEqual("0 or 3 events", count === 0 || count === 3, true);
    expectEqual("events behind it", (await store.countEvents({})).count, 3);
  },

  "transactions that are begun at once run one after the other, also where one fails": async (store) => {
    const log: string[] = [];
    const work = (name: string) => async (transaction: StoreTransaction) => {
      log.push(`${name} begins`);
      const count = Number((await transaction.source("app")).cursor);
      await new Promise((resolve) => setTimeout(resolve, 1));
      await transaction.markSource("app", { cursor: count + 1 });
      log.push(`${name} ends`);
      if (name === "c") throw new Error("on purpose");
    };
    await Promise.allSettled(["a", "b", "c", "d", "e"].map((name) => store.transaction(work(name))));
    const orders = log.filter((_, index) => index % 2 === 0).map((line) => line[0]);
    expectEqual(
      "begins and ends",
      log,
      orders.flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
    const cursor = await store.transaction(async (transaction) => (await transaction.source("app")).cursor);
    expectEqual("what those that did not fail counted", cursor, 4);
  },

  "nobody else wrote since this store's own last transaction": async (store) => {
    await store.transaction((transaction) => add(transaction, [event("1")]));
    const changed = await store.transaction(async ({ changedElsewhere }) => changedElsewhere);
    expectEqual("changedElsewhere", changed, false);
  },
};
