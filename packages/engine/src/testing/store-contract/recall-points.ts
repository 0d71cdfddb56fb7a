import { comparePositions, type Position } from "../../order.js";
import { expectEqual } from "../expect-equal.js";
import { expectAnswers, group, numbers, position, storePoints } from "./points.js";
import { type Added, add, addPoints, ask, at, event, minute, pointOf, start } from "./sample.js";
import type { StoreCases } from "./store-case.js";

/** What a store tells of the points around a position. */
export const recallPoints: StoreCases = {
  "points around a position, which itself counts as before": async (store) => {
    const points = await storePoints(store, [
      [0, "a"],
      [1, "b"],
      [2, "c"],
      [3, "d"],
      [4, "e"],
    ]);
    const around = (place: Position) => ({ at: place, before: 2, after: 2 });
    const places = [position(2, "c"), position(2, "b"), position(2, "d"), position(-1, "z"), position(9, "a")];
    await expectAnswers(store, points, places.map(around));
    await expectAnswers(store, points, [
      { at: position(2, "c"), before: 0, after: 0 },
      { at: position(2, "c"), before: 1, after: 0 },
      { at: position(2, "c"), before: 0, after: 1 },
      { at: position(2, "c"), before: 100, after: 100 },
    ]);
  },

  "points later than one moment, earlier than another": async (store) => {
    const points = await storePoints(store, [
      [0, "a"],
      [1, "a1"],
      [1, "a2"],
      [2, "b"],
      [3, "c1"],
      [3, "c2"],
      [4, "d"],
    ]);
    const times = [0, 1, 2, 3, 4].map((minutes) => start + minutes * minute);
    const bounds = times.flatMap((time) => [time - 1, time, time + 1]);
    const place = { at: position(2, "b"), before: 10, after: 10 };
    await expectAnswers(store, points, [
      ...bounds.map((since) => ({ ...place, since })),
      ...bounds.map((until) => ({ ...place, until })),
      { ...place, since: times[0], until: times[4], before: 1, after: 1 },
    ]);
  },

  "points of one value": async (store) => {
    const points = await storePoints(store, [
      [0, "a", "de"],
      [1, "b", "fr"],
      [2, "c"],
      [3, "d", "DE"],
      [4, "e", "de"],
      [5, "f", "de "],
      [6, "g", ["de"]],
      [7, "h", "de"],
      [8, "i", 1],
      [9, "j", "1"],
      [10, "k", "😀"],
    ]);
    const values = ["de", "fr", "DE", "de ", ["de"], 1, "1", "😀", "none"].map((value) => JSON.stringify(value));
    const places = [position(4, "e"), position(20, ""), position(-1, "")];
    await expectAnswers(
      store,
      points,
      values.flatMap((value) =>
        places.flatMap((place) => [
          { at: place, before: 1, after: 1, value },
          { at: place, before: 9, after: 9, value },
          { at: place, before: 9, after: 9, value, since: start, until: start + 7 * minute },
        ]),
      ),
    );
  },

  "points of one moment come in the order of their bytes": async (store) => {
    // UTF-16 would put the emoji before U+FFEE; a language's order would put "a" before "B".
    const ids = ["0", "A", "B", "Z", "_", "a", "a ", "aa", "b", "z", "é", "\uffee", "\u{1f600}"];
    const added = await store.transaction(async (transaction) => {
      const added = await add(
        transaction,
        [...ids].reverse().map((id) => event(id)),
      );
      for (const one of added) await addPoints(transaction, group, [one]);
      return added;
    });
    const place = { ...group, at: position(-1, ""), before: 0, after: 100 };
    const { points } = await ask(store, { points: [place, { ...place, at: position(1, ""), before: 100, after: 0 }] });
    const ties = ids.map((id) => `app\t${id}`);
    expectEqual(
      "ties after",
      points[0]?.after.map(({ tie }) => tie),
      ties,
    );
    expectEqual(
      "ties before",
      points[1]?.before.map(({ tie }) => tie),
      ties,
    );
    const all = added.map(pointOf);
    await expectAnswers(
      store,
      all,
      ids.map((id) => ({ at: position(0, id), before: 3, after: 3 })),
    );
    const { counts } = await ask(store, {
      counts: ids.map((id) => ({ ...group, after: position(-1, ""), to: position(0, id) })),
    });
    expectEqual(
      "points up to each",
      counts,
      ids.map((_, index) => index + 1),
    );
  },

  "points of one moment come in the order of their sources": async (store) => {
    const sources = ["App", "app", "app ", "app-2", "app2", "b", "\uffee", "\u{1f600}"];
    const added = await store.transaction(async (transaction) => {
      const added = await add(
        transaction,
        [...sources].reverse().map((source) => event("1", { source })),
      );
      for (const one of added) await addPoints(transaction, group, [one]);
      return added;
    });
    const { points } = await ask(store, { points: [{ ...group, at: position(-1, ""), before: 0, after: 100 }] });
    expectEqual("points", points[0]?.after, added.map(pointOf).reverse());
  },

  "groups and match sets are kept apart": async (store) => {
    const names = ["logins", "Logins", "logins "].flatMap((match_set) =>
      ['["ada"]', '["Ada"]', "[]", '["ada",1]', JSON.stringify(["é😀", "x".repeat(500)])].map((one) => ({
        match_set,
        group: one,
      })),
    );
    const added = await store.transaction(async (transaction) => {
      const added = await add(
        transaction,
        names.map((_, index) => event(`${index}`)),
      );
      for (const [index, name] of names.entries()) await addPoints(transaction, name, [added[index] as Added]);
      return added;
    });
    const edges = { after: position(-9, ""), to: position(9, "") };
    const { groups, points, counts } = await ask(store, {
      groups: [{ ...group, match_set: "none" }, { ...group, group: '["eve"]' }, ...names],
      points: names.map((name) => ({ ...name, at: position(-1, ""), before: 5, after: 5 })),
      counts: names.map((name) => ({ ...name, ...edges })),
    });
    expectEqual("whether groups have points", groups, [false, false, ...names.map(() => true)]);
    expectEqual(
      "points of each group",
      points,
      added.map((one) => ({ before: [], after: [pointOf(one)] })),
    );
    expectEqual(
      "counts of each group",
      counts,
      names.map(() => 1),
    );
  },

  "points behind one position, up to and including another, are counted": async (store) => {
    await storePoints(store, [
      [0, "a"],
      [1, "b"],
      [1, "c"],
      [1, "d"],
      [2, "e"],
    ]);
    const count = async (after: Position, to: Position) =>
      (await ask(store, { counts: [{ ...group, after, to }] })).counts[0];
    expectEqual("from before all to behind all", await count(position(-1, ""), position(9, "")), 5);
    expectEqual("behind the first, to the last", await count(position(0, "a"), position(2, "e")), 4);
    expectEqual("between ties", await count(position(1, "b"), position(1, "d")), 2);
    expectEqual("between positions that no point has", await count(position(1, "bb"), position(1, "cc")), 1);
    expectEqual("behind a point, to itself", await count(position(1, "c"), position(1, "c")), 0);
    expectEqual("backwards", await count(position(2, "e"), position(0, "a")), 0);
  },

  "a point that is saved again is there once": async (store) => {
    const events = [event("a"), event("b", { timestamp: at(1) })];
    const points = await store.transaction(async (transaction) => {
      const added = await add(transaction, events);
      await addPoints(transaction, group, added.slice(0, 1));
      return addPoints(transaction, group, added);
    });
    await expectAnswers(store, points, [{ at: position(9, ""), before: 9, after: 9 }]);
    const edges = { after: position(-9, ""), to: position(9, "") };
    expectEqual("count", (await ask(store, { counts: [{ ...group, ...edges }] })).counts, [2]);
  },

  "many questions are answered in their order, as a plain list would": async (store) => {
    const below = numbers();
    const ids = ["a", "B", "b", "é", "\uffee", "\u{1f600}"];
    const placed = Array.from(
      { length: 60 },
      (_, index) => [below(12), `${ids[index % 6]}${index}`, below(3)] as const,
    );
    const points = await storePoints(store, placed);
    const place = (): Position => points[below(points.length)] ?? position(below(14) - 1, ids[below(ids.length)] ?? "");
    const maybe = <T>(value: T): T | undefined => (below(3) === 0 ? value : undefined);
    const questions = Array.from({ length: 200 }, () => ({
      at: place(),
      before: below(8),
      after: below(8),
      since: maybe(start + below(12) * minute),
      until: maybe(start + below(12) * minute),
      value: maybe(`${below(4)}`),
    }));
    await expectAnswers(store, points, questions);
    const ranges = Array.from({ length: 100 }, () => ({ ...group, after: place(), to: place() }));
    const { counts } = await ask(store, { counts: ranges });
    const inside = ({ after, to }: (typeof ranges)[number]) =>
      points.filter((one) => comparePositions(one, after) > 0 && comparePositions(one, to) <= 0).length;
    expectEqual("counts", counts, ranges.map(inside));
  },
};
