import { expect, inject, test } from "vitest";
import { createEngine, createEvaluator, type EventInput, McmError, type Rule, type Store } from "../src/index.js";
import { postgres } from "../src/stores/postgres.js";
import { feed, pagesOf } from "./feed.js";
import { someEvents, someRules } from "./month.js";
import { freshDatabase } from "./places.js";

/* Engines that share a store: what one has taken in and not folded yet, others fold, and nobody gets ahead of it. */

/** A store through which events are taken in, as by a process that is killed before it makes findings of them. */
const takingInOnly = (store: Store): Store => ({
  ...store,
  shared: store.shared && { ...store.shared, claim: async () => null },
});

const essence = (
  list: readonly { fingerprint: string; event_count: number; last_seen: string; description: string }[],
) => list.map((one) => [one.fingerprint, one.event_count, one.last_seen, one.description].join(" ")).sort();

function inMemory(rules: readonly Rule[], events: readonly EventInput[]) {
  const evaluator = createEvaluator({ rules });
  evaluator.evaluate(events);
  return essence(evaluator.findings());
}

const count = 300;
const events = someEvents(count);

test("what a killed process left is folded by the next that runs, without any new event", async () => {
  const store = postgres(await freshDatabase(inject("postgres")));
  await createEngine({ store: takingInOnly(store), rules: someRules }).ingest(events);
  const engine = createEngine({ store, rules: someRules });
  expect(essence(await engine.findings({ limit: 1000 }))).not.toEqual(inMemory(someRules, events));
  expect(await engine.run()).toMatchObject({ processed: 0 });
  expect(essence(await engine.findings({ limit: 1000 }))).toEqual(inMemory(someRules, events));
  await engine.close();
});

const common = { severity: "low", title: "T", description: "{{user}} {{count}}", on: ["login_failed"] } as const;

test("a backfill does not get ahead of points that other rules of its match set still wait for", async () => {
  const store = postgres(await freshDatabase(inject("postgres")));
  const rules: Rule[] = [
    { ...common, name: "three", threshold: { count: 3, within: "2h", group_by: ["user"] } },
    { ...common, name: "two", threshold: { count: 2, within: "3h", group_by: ["user"] } },
  ];
  const engine = createEngine({ store, rules });
  const late = events.filter((_, index) => index % 4 === 0);
  await engine.ingest(events.filter((_, index) => index % 4 !== 0));
  await createEngine({ store: takingInOnly(store), rules }).ingest(late);
  await engine.backfill("three");
  await engine.run();
  expect(essence(await engine.findings({ limit: 1000 }))).toEqual(inMemory(rules, events));
  await engine.close();
});

test("events are not deleted before findings are made of them", async () => {
  const store = postgres(await freshDatabase(inject("postgres")));
  await createEngine({ store: takingInOnly(store), rules: someRules }).ingest(events);
  const now = () => Date.UTC(2025, 2, 1);
  const engine = createEngine({ store, rules: someRules, retention: { events: "1d" }, now });
  expect((await engine.prune()).events).toBeGreaterThan(0);
  await engine.run();
  expect(essence(await engine.findings({ limit: 1000 }))).toEqual(inMemory(someRules, events));
  await engine.close();
});

test("points that wait for a rule are deleted once they have waited for as long as events are kept, and not before", async () => {
  const url = await freshDatabase(inject("postgres"));
  const day = 24 * 60 * 60_000;
  // Whom it is about is not known any more when the events are gone.
  const rule: Rule = {
    ...{ ...common, name: "three", description: "{{count}}" },
    threshold: { count: 3, within: "2h", group_by: ["user"] },
  };
  const came = Math.max(...events.map(({ timestamp }) => Date.parse(timestamp)));
  const other: Rule = { ...rule, name: "four", threshold: { count: 4, within: "3h", group_by: ["event_type"] } };
  const [firsts, others] = [events.slice(0, 200), events.slice(200)];
  await createEngine({ store: takingInOnly(postgres(url)), rules: [rule] }).ingest(firsts);
  await createEngine({ store: takingInOnly(postgres(url)), rules: [other] }).ingest(others);
  const pruning = (days: number) =>
    createEngine({ store: postgres(url), retention: { events: "10d" }, now: () => came + days * day });

  for (const days of [1, 11, 19]) expect((await pruning(days).prune()).points).toBe(0);
  const engine = createEngine({ store: postgres(url), rules: [rule] });
  await engine.run();
  expect(essence(await engine.findings({ limit: 1000 }))).toEqual(inMemory([rule], firsts));
  expect((await pruning(21).prune()).points).toBeGreaterThan(0);
  expect((await pruning(21).prune()).points).toBe(0);
  await engine.close();
});

test("one engine at a time deletes what is old; another is told so", async () => {
  const url = await freshDatabase(inject("postgres"));
  const [here, there] = [postgres(url), postgres(url)];
  const engine = createEngine({ store: here, rules: someRules, retention: { events: "1d" } });
  await there.open();
  await there.shared?.alone("mcm prune", async () => {
    await expect(engine.prune()).rejects.toMatchObject({
      code: "prune_busy",
      message: "another process is deleting what is old; try again when that is done",
    });
  });
  expect(await engine.prune()).toEqual({ events: 0, findings: 0, points: 0 });
  await engine.close();
  await there.close();
});

test("one engine at a time pulls a source; the others are told so, and go on with other sources", async () => {
  const url = await freshDatabase(inject("postgres"));
  let pull: (() => void) | undefined;
  const waiting = new Promise<void>((resolve) => {
    pull = resolve;
  });
  const entered = Promise.withResolvers<void>();
  const slow = {
    ...feed("app", []),
    async *pull() {
      entered.resolve();
      await waiting;
      yield { records: events.slice(0, 10), cursor: 1 };
    },
  };
  const one = createEngine({ store: postgres(url), rules: someRules, sources: [slow] });
  const other = feed("web", pagesOf(events.slice(10, 20), 5));
  const two = createEngine({ store: postgres(url), rules: someRules, sources: [feed("app", []), other] });
  const pulling = one.pull();
  await entered.promise;
  const thrown: unknown = await two.pull().catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(McmError);
  expect(thrown).toMatchObject({
    code: "source_busy",
    message: 'source "app" is being pulled by another process; try again when that is done',
  });
  expect(await two.count("events")).toBe(10);
  pull?.();
  expect(await pulling).toMatchObject([{ source: "app", new: 10 }]);
  expect(await two.pull(["app"])).toMatchObject([{ source: "app", new: 0 }]);
  await Promise.all([one.close(), two.close()]);
});
