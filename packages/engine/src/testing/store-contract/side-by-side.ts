import { createEngine } from "../../engine/create-engine.js";
import { createEvaluator } from "../../evaluate/create-evaluator.js";
import type { ClaimTransaction, ClaimWish, GroupPoints, IntakeTransaction, SharedWork } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { all, ask, at, createdAt, event, minute, pointOf, sortedBy } from "./sample.js";
import type { SharedCases, Side, SideBySideCases } from "./store-case.js";
import { hour, ruleOfEachKind } from "./with-an-engine.js";

const set = "logins";
const silence = 10 * minute;

/** A wish for all that is queued. */
const anything = (shared: SharedWork, wish: Partial<ClaimWish> = {}): ClaimWish => ({
  among: Array.from({ length: shared.partitions }, (_, number) => number),
  most: shared.partitions,
  remembered: [],
  knows: () => true,
  silences: [],
  wait: false,
  ...wish,
});

const nothingMade = { points: [], changes: [], told: [] };

/** Adds an event and queues a point of it for each of some groups. */
async function queue(transaction: IntakeTransaction, id: string, groups: readonly string[], match_set = set) {
  const one = event(id, { timestamp: at(Number(id)) });
  const [number] = await transaction.append([one], true);
  const points = [pointOf({ id: number ?? 0, event: one })];
  const queued = groups.map((group): GroupPoints => ({ match_set, group, watched: true, sought: false, points }));
  await transaction.save({ ...nothingMade, points: queued }, createdAt);
}

const take = ({ shared }: Side, id: string, groups: readonly string[], match_set = set): Promise<void> =>
  shared.intake((transaction) => queue(transaction, id, groups, match_set));

/** Groups whose keys lie in partitions of their own. */
function apart(shared: SharedWork, count: number): string[] {
  const byPartition = new Map<number, string>();
  for (let number = 0; byPartition.size < count; number++) {
    const group = JSON.stringify([`user-${number}`]);
    if (!byPartition.has(shared.partitionOf(group))) byPartition.set(shared.partitionOf(group), group);
  }
  return [...byPartition.values()];
}

const tiesOf = (points: readonly GroupPoints[]): string[] =>
  points.flatMap((one) => one.points.map(({ tie }) => `${one.match_set} ${one.group} ${tie}`)).sort();

/** Takes all that is to be had, and keeps the points. */
async function fold({ shared }: Side, wish: Partial<ClaimWish> = {}): Promise<string[] | null> {
  return shared.claim(anything(shared, wish), async (claim) => {
    await claim.save({ ...nothingMade, points: claim.points }, createdAt);
    return tiesOf(claim.points);
  });
}

const held = ({ held }: ClaimTransaction): number[] => held.map(({ number }) => number).sort((a, b) => a - b);

/** Does work while other work waits for a word, which is given in any case behind it, as a store that is closed waits too. */
async function meanwhile<Result>(give: () => void, work: () => Promise<Result>): Promise<Result> {
  return work().finally(give);
}

/** Something to wait for. */
function signal() {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, given };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

const cases: SideBySideCases = {
  "what is taken in by one is there whole, or not at all": async (one) => {
    const failure = new Error("on purpose");
    const thrown = await one.shared
      .intake(async (transaction) => {
        await queue(transaction, "1", ['["ada"]']);
        await transaction.markSource("app", { cursor: 1 });
        throw failure;
      })
      .catch((caught: unknown) => caught);
    expectEqual("what it threw", thrown === failure, true);
    expectEqual("events", (await one.store.countEvents({})).count, 0);
    expectEqual(
      "cursor",
      await one.shared.intake(async (transaction) => (await transaction.source("app")).cursor),
      null,
    );
    expectEqual("what is queued", await fold(one), null);
  },

  "points are kept by whoever claims them, once": async (one, two) => {
    const [ada = "", bob = ""] = apart(one.shared, 2);
    await take(one, "1", [ada, bob]);
    await take(two, "2", [ada]);
    const groups = [ada, bob].map((group) => ({ match_set: set, group }));
    expectEqual("groups with points before", (await ask(one.store, { groups })).groups, [false, false]);
    expectEqual(
      "points",
      await fold(two),
      [`${set} ${ada} app\t1`, `${set} ${ada} app\t2`, `${set} ${bob} app\t1`].sort(),
    );
    expectEqual("groups with points behind it", (await ask(one.store, { groups })).groups, [true, true]);
    expectEqual("what is left", await fold(one), null);
  },

  "points of a group come in their order, each once": async (one) => {
    const group = '["ada"]';
    const [late, early] = [event("1", { timestamp: at(9) }), event("2", { timestamp: at(3) })];
    const [first = 0, second = 0] = await one.shared.intake((transaction) => transaction.append([late, early], true));
    for (const [id, of] of [
      [first, late],
      [second, early],
      [first, late],
    ] as const) {
      const points = [pointOf({ id: id ?? 0, event: of })];
      const queued = [{ match_set: set, group, watched: false, sought: false, points }];
      await one.shared.intake((transaction) => transaction.save({ ...nothingMade, points: queued }, createdAt));
    }
    const points = await one.shared.claim(anything(one.shared), async (claim) => claim.points);
    expectEqual(
      "ties",
      points?.map((of) => of.points.map(({ tie }) => tie)),
      [["app\t2", "app\t1"]],
    );
  },

  "a point that commits behind a later one is not passed over": async (one, two) => {
    const group = '["ada"]';
    const [queued, committed] = [signal(), signal()];
    const slow = one.shared.intake(async (transaction) => {
      await queue(transaction, "1", [group]);
      queued.give();
      await committed.given;
    });
    await queued.given;
    await meanwhile(committed.give, async () => {
      // Nothing of the other's is touched by it, not even its counters.
      await two.shared.intake(async (transaction) => {
        const later = event("2", { source: "web", timestamp: at(90), event_type: "logout" });
        const [id] = await transaction.append([later], true);
        const points = [pointOf({ id: id ?? 0, event: later })];
        const queued = [{ match_set: set, group, watched: false, sought: false, points }];
        await transaction.save({ ...nothingMade, points: queued }, createdAt);
      });
      expectEqual("points while the first is under way", await fold(two), [`${set} ${group} web\t2`]);
    });
    await slow;
    expectEqual("points behind it", await fold(two), [`${set} ${group} app\t1`]);
  },

  "what is taken out by work that fails is queued again": async (one) => {
    await take(one, "1", ['["ada"]']);
    await one.shared
      .claim(anything(one.shared), async (claim) => {
        await claim.save({ ...nothingMade, points: claim.points }, createdAt);
        throw new Error("on purpose");
      })
      .catch(() => undefined);
    expectEqual("points", await fold(one), [`${set} ["ada"] app\t1`]);
  },

  "no partition is held by two, and whoever waits gets what another gives up": async (one, two) => {
    const groups = apart(one.shared, 3);
    await take(one, "1", groups);
    const log: string[] = [];
    const [holding, enough] = [signal(), signal()];
    let mine: readonly number[] = [];
    const first = one.shared
      .claim(anything(one.shared, { most: 2 }), async (claim) => {
        mine = held(claim);
        holding.give();
        await enough.given;
        log.push("one ends");
        throw new Error("on purpose");
      })
      .catch(() => undefined);
    await holding.given;
    const { second, third } = await meanwhile(enough.give, async () => {
      const second = await two.shared.claim(anything(two.shared), async (claim) => {
        await claim.save({ ...nothingMade, points: claim.points }, createdAt);
        return held(claim);
      });
      expectEqual(
        "whether there is another that is free",
        await two.shared.claim(anything(two.shared), async () => true),
        null,
      );
      const third = two.shared.claim(anything(two.shared, { wait: true }), async () => {
        log.push("two begins");
      });
      await soon();
      return { second, third };
    });
    await first;
    await third;
    const all = [...mine, ...(second ?? [])].sort((a, b) => a - b);
    const partitions = groups.map((group) => one.shared.partitionOf(group)).sort((a, b) => a - b);
    expectEqual("partitions of both", all, partitions);
    expectEqual("the order", log, ["one ends", "two begins"]);
  },

  "a partition says how often something was saved in it": async (one, two) => {
    const versions = (side: Side, isSaved: boolean) =>
      side.shared.claim(anything(side.shared), async (claim) => {
        if (isSaved) await claim.save({ ...nothingMade, points: claim.points }, createdAt);
        return claim.held.map(({ version }) => version);
      });
    await take(one, "1", ['["ada"]']);
    const [first = 0] = (await versions(one, true)) ?? [];
    await take(one, "2", ['["ada"]']);
    expectEqual("behind one that saved", await versions(two, false), [first + 1]);
    await take(one, "3", ['["ada"]']);
    expectEqual("behind one that did not", await versions(one, true), [first + 1]);
    await one.store.transaction(async () => undefined);
    await take(one, "4", ['["ada"]']);
    expectEqual("behind somebody who was alone", ((await versions(one, true))?.[0] ?? 0) > first + 2, true);
  },

  "points of match sets that somebody does not know stay for one who does": async (one, two) => {
    await take(one, "1", ['["ada"]'], "known");
    await take(one, "2", ['["ada"]'], "unknown");
    const knows = (match_set: string) => match_set === "known";
    expectEqual("points of the known one", await fold(one, { knows }), [`known ["ada"] app\t1`]);
    expectEqual("whether there is more for it", await fold(one, { knows }), null);
    expectEqual("points of the other one", await fold(two), [`unknown ["ada"] app\t2`]);
    expectEqual("what is left", await fold(two), null);
  },

  "silence is told of groups that are held, once nothing of them is queued": async (one, two) => {
    const [ada = "", bob = ""] = apart(one.shared, 2);
    const silences = [{ match_set: set, silence }];
    const silent = [{ match_set: set, source: "app", silence, again: false }];
    await take(one, "1", [ada, bob]);
    await fold(one);
    await take(one, "5", [bob]);
    await take(two, "14", []);
    const told = await two.shared.claim(anything(two.shared, { silences, most: 1 }), async (claim) => {
      await claim.save({ ...nothingMade, points: claim.points }, createdAt);
      const [groups = []] = (await ask(claim, { silent })).silent;
      await claim.save({ ...nothingMade, told: groups.map(({ group }) => ({ match_set: set, group })) }, createdAt);
      return [claim.held.length, claim.sources, groups.map(({ group }) => group)];
    });
    const rest = await two.shared.claim(anything(two.shared, { silences }), async (claim) => {
      await claim.save({ ...nothingMade, points: claim.points }, createdAt);
      const [groups = []] = (await ask(claim, { silent })).silent;
      await claim.save({ ...nothingMade, told: groups.map(({ group }) => ({ match_set: set, group })) }, createdAt);
      return [claim.held.length, claim.sources, groups.map(({ group }) => group)];
    });
    const both = sortedBy([told, rest], (one) => String(one?.[2]));
    expectEqual("what was told", both, [
      [1, ["app"], []],
      [1, ["app"], [ada]],
    ]);
    expectEqual(
      "whether there is more",
      await two.shared.claim(anything(two.shared, { silences }), async () => 1),
      null,
    );
  },

  "a source's newest event is that of when the points were taken": async (one, two) => {
    const silences = [{ match_set: set, silence }];
    const silent = [{ match_set: set, source: "app", silence, again: false }];
    await take(one, "1", ['["ada"]']);
    const groups = await one.shared.claim(anything(one.shared, { silences }), async (claim) => {
      await claim.save({ ...nothingMade, points: claim.points }, createdAt);
      await take(two, "12", ['["ada"]']);
      return (await ask(claim, { silent })).silent;
    });
    expectEqual("groups that fell silent", groups, [[]]);
  },

  "unprocessed events that one is at are passed over by the other": async (one, two) => {
    await one.shared.intake((transaction) => transaction.append([event("1"), event("2"), event("3")], false));
    const seen = await one.shared.intake(async (transaction) => {
      const mine = await transaction.unprocessed(2);
      const others = await two.shared.intake((other) => other.unprocessed(5));
      await transaction.markProcessed(mine.map(({ id }) => id));
      return [mine, others].map((list) => list.map(({ external_id }) => external_id));
    });
    expectEqual("events of each", seen, [["1", "2"], ["3"]]);
    const left = await two.shared.intake((transaction) => transaction.unprocessed(5));
    expectEqual(
      "what is left",
      left.map(({ external_id }) => external_id),
      ["3"],
    );
  },

  "the same events, taken in by both at once, are added once": async (one, two) => {
    const events = Array.from({ length: 200 }, (_, index) => event(`${index}`, { source: index % 2 ? "app" : "web" }));
    const ids = await Promise.all([
      one.shared.intake((transaction) => transaction.append(events, true)),
      two.shared.intake((transaction) => transaction.append([...events].reverse(), true)),
    ]);
    const added = ids.flat().filter((id) => id !== null);
    expectEqual("numbers given", [added.length, new Set(added).size], [200, 200]);
    expectEqual("events of the summary", (await one.store.summary({})).total_events, 200);
  },

  "whoever must be alone is alone": async (one, two) => {
    const log: string[] = [];
    const entered = signal();
    const beside = one.shared.intake(async (transaction) => {
      await queue(transaction, "1", ['["ada"]']);
      entered.give();
      await soon();
      log.push("taken in");
    });
    await entered.given;
    await two.store.transaction(async () => {
      log.push("alone begins");
      void take(one, "2", ['["ada"]']).then(() => log.push("taken in"));
      void one.shared.claim(anything(one.shared, { wait: true }), async () => log.push("claimed"));
      await soon();
      log.push("alone ends");
    });
    await beside;
    while (log.length < 5) await soon();
    expectEqual("the order", log.slice(0, 3), ["taken in", "alone begins", "alone ends"]);
  },

  "whoever is alone gets what is queued of the match sets that it knows": async (one, two) => {
    const [ada = "", bob = ""] = apart(one.shared, 2);
    await take(one, "1", [ada, bob], "known");
    await take(one, "2", [ada], "unknown");
    const points = await two.store.transaction(async ({ takeQueued }) => takeQueued?.((name) => name === "known"));
    expectEqual("points", tiesOf(points ?? []), [`known ${ada} app\t1`, `known ${bob} app\t1`].sort());
    expectEqual("what is left", await fold(one), [`unknown ${ada} app\t2`]);
  },

  "one at a time has a source for itself": async (one, two) => {
    await one.shared.alone("app", async () => {
      const thrown = await two.shared.alone("app", async () => 1).catch((caught: unknown) => caught);
      expectEqual("the error's code", thrown instanceof Error && "code" in thrown && thrown.code, "source_busy");
      expectEqual("another source", await two.shared.alone("web", async () => 2), 2);
    });
    expectEqual("the same one later", await two.shared.alone("app", async () => 3), 3);
  },

  "two engines side by side find what is found in memory": async (one, two) => {
    const engines = [one, two].map(({ store }) =>
      createEngine({ store, rules: ruleOfEachKind, batchSize: 7, now: () => createdAt }),
    );
    const halves = [hour.slice(0, 40), hour.slice(20).reverse()];
    const results = await Promise.all(engines.map((engine, index) => engine.ingest(halves[index] ?? [])));
    const evaluator = createEvaluator({ rules: ruleOfEachKind });
    evaluator.evaluate(hour);
    const essence = (list: readonly { fingerprint: string; event_count: number; last_seen: string }[]) =>
      list.map(({ fingerprint, event_count, last_seen }) => `${fingerprint} ${event_count} ${last_seen}`).sort();
    const findings = await one.store.findings(all);
    expectEqual("findings", essence(findings), essence(evaluator.findings()));
    const made = results.reduce((sum, { created, withdrawn }) => sum + created - withdrawn, 0);
    expectEqual("findings created less those withdrawn, of both", made, findings.length);
    expectEqual(
      "events that were new, of both",
      results.reduce((sum, result) => sum + result.new, 0),
      hour.length,
    );
  },
};

/** What a store promises that lets several work side by side; one that does not has nothing to show. */
export const sideBySide: SharedCases = Object.fromEntries(
  Object.entries(cases).map(([name, run]) => [
    name,
    async (open) => {
      const [one, two] = [await open(), await open()];
      if (one.shared && two.shared) await run({ store: one, shared: one.shared }, { store: two, shared: two.shared });
    },
  ]),
);
