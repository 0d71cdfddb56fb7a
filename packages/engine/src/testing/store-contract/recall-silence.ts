import type { NewEvent } from "../../event.js";
import type { GroupName, Store, StoreTransaction } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { add, addPoints, ask, at, event, minute, pointOf, save, sortedBy } from "./sample.js";
import type { StoreCases } from "./store-case.js";

const ada: GroupName = { match_set: "beats", group: '["ada"]' };
const bob: GroupName = { match_set: "beats", group: '["bob"]' };

/** Stores one event as a point of a watched group. */
async function beat(transaction: StoreTransaction, name: GroupName, one: NewEvent) {
  const added = await add(transaction, [one]);
  const [point] = await addPoints(transaction, { ...name, watched: true }, added);
  return point;
}

/** An event of no group, which shows that a source is alive. */
const sign = (minutes: number, source = "app") =>
  event(`sign ${minutes}`, { source, timestamp: at(minutes), event_type: "sign_of_life", user: null });

const heard = (id: string, minutes: number, source = "app") => event(id, { source, timestamp: at(minutes) });

/** The groups that fell silent for some minutes, by name, with their last points. */
async function silent(
  asked: Store | StoreTransaction,
  minutes: number,
  { match_set = "beats", source = "app", again = false } = {},
) {
  const question = { match_set, source, silence: minutes * minute, again };
  const { silent } = await ask(asked, { silent: [question] });
  return sortedBy(silent[0] ?? [], ({ group }) => group);
}

const groupsOf = (list: readonly { readonly group: string }[]): string[] => list.map(({ group }) => group);

/** What a store tells of groups that fell silent. */
export const recallSilence: StoreCases = {
  "a group is silent when its source went on for longer than asked": async (store) => {
    const last = await store.transaction(async (transaction) => {
      await beat(transaction, ada, heard("1", 0));
      const last = await beat(transaction, ada, heard("2", 5));
      await beat(transaction, bob, heard("3", 12));
      await add(transaction, [sign(15)]);
      return last;
    });
    expectEqual("silent for more than 9 minutes", await silent(store, 9), [{ group: ada.group, last }]);
    expectEqual("silent for more than 10 minutes", await silent(store, 10), []);
    expectEqual("silent for more than 2 minutes", groupsOf(await silent(store, 2)), [ada.group, bob.group]);
    expectEqual("of another match set", await silent(store, 2, { match_set: "Beats" }), []);
    expectEqual("of a source without events", await silent(store, 2, { source: "web" }), []);
  },

  "only what the rules have seen shows that a source went on": async (store) => {
    await store.transaction(async (transaction) => {
      await beat(transaction, ada, heard("1", 0));
      const [waiting] = await add(transaction, [sign(60)], { processed: false });
      expectEqual("silent while the sign waits", await silent(transaction, 1), []);
      await transaction.markProcessed([waiting?.id ?? 0]);
      expectEqual("silent then", groupsOf(await silent(transaction, 1)), [ada.group]);
    });
  },

  "other sources show nothing": async (store) => {
    await store.transaction(async (transaction) => {
      await beat(transaction, ada, heard("1", 0));
      await beat(transaction, bob, heard("1", 0, "web"));
      await add(transaction, [sign(30, "other"), sign(20, "web")]);
    });
    expectEqual("silent of the source that stopped too", await silent(store, 1), []);
    expectEqual("silent of the other", groupsOf(await silent(store, 1, { source: "web" })), [bob.group]);
  },

  "a group belongs to the source of its last point": async (store) => {
    await store.transaction(async (transaction) => {
      await beat(transaction, ada, heard("1", 0, "app"));
      await beat(transaction, ada, heard("2", 5, "web"));
      await add(transaction, [sign(60, "app"), sign(60, "web")]);
    });
    expectEqual("silent of the source of its first point", await silent(store, 1), []);
    expectEqual("silent of that of its last", groupsOf(await silent(store, 1, { source: "web" })), [ada.group]);
  },

  "groups that are not watched are not told": async (store) => {
    await store.transaction(async (transaction) => {
      const added = await add(transaction, [heard("1", 0)]);
      await addPoints(transaction, ada, added);
      await add(transaction, [sign(60)]);
    });
    expectEqual("silent", await silent(store, 1, { again: true }), []);
  },

  "a silence that was told is told again only if asked, and until the group's last point changes": async (store) => {
    await store.transaction(async (transaction) => {
      await beat(transaction, ada, heard("1", 0));
      await beat(transaction, bob, heard("2", 1));
      await add(transaction, [sign(60)]);
      await save(transaction, { told: [ada] });
      expectEqual("silent and not told", groupsOf(await silent(transaction, 1)), [bob.group]);
    });
    const again = groupsOf(await silent(store, 1, { again: true }));
    expectEqual("silent, told or not", again, [ada.group, bob.group]);
    await store.transaction((transaction) => beat(transaction, ada, heard("older", -5)));
    expectEqual("silent behind an older point", groupsOf(await silent(store, 1)), [bob.group]);
    await store.transaction((transaction) => beat(transaction, ada, heard("newer", 5)));
    expectEqual("silent behind a newer point", groupsOf(await silent(store, 1)), [ada.group, bob.group]);
  },

  "what is told in the save of a point is told of that point": async (store) => {
    await store.transaction(async (transaction) => {
      const added = await add(transaction, [heard("1", 0), sign(60)]);
      const points = [{ ...ada, watched: true, sought: false, points: added.slice(0, 1).map(pointOf) }];
      await save(transaction, { points, told: [ada] });
    });
    expectEqual("silent", await silent(store, 1), []);
  },

  "the last point is the last in order, not in time alone nor in arrival": async (store) => {
    const last = await store.transaction(async (transaction) => {
      await beat(transaction, ada, heard("\uffee", 0));
      const last = await beat(transaction, ada, heard("\u{1f600}", 0));
      await beat(transaction, ada, heard("a", 0));
      await beat(transaction, ada, heard("z", -1));
      await add(transaction, [sign(60)]);
      return last;
    });
    expectEqual("silent", await silent(store, 1), [{ group: ada.group, last }]);
  },
};
