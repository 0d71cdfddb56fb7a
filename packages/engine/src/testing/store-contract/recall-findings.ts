import type { FindingRecord, Store } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { add, amended, ask, asStored, at, create, event, minute, record, save, start, withdrawn } from "./sample.js";
import type { StoreCases } from "./store-case.js";

const group = { rule_name: "many-failures", rule_version: "v1", group: "[]" };

/** A finding that was reached at one minute and has its last event at another. */
const spanning = (fingerprint: string, from: number, to: number, about: Partial<FindingRecord> = {}): FindingRecord =>
  record({ fingerprint, timestamp: at(from), first_seen: at(from - 5), last_seen: at(to) }, about);

/** Fingerprints of the findings of the group between two minutes. */
async function near(store: Store, from: number, to: number, of: Partial<typeof group> = {}): Promise<string[]> {
  const question = { ...group, ...of, from: start + from * minute, to: start + to * minute };
  const { findings } = await ask(store, { findings: [question] });
  return (findings[0] ?? []).map(({ finding }) => finding.fingerprint);
}

/** What a store tells of findings and events to evaluation. */
export const recallFindings: StoreCases = {
  "findings near a span, bounds included": async (store) => {
    await store.transaction((transaction) => create(transaction, [spanning("f1", 10, 20)]));
    const bounds: readonly (readonly [number, number, boolean])[] = [
      [20, 30, true],
      [21, 30, false],
      [0, 10, true],
      [0, 9, false],
      [12, 15, true],
      [0, 90, true],
      [10, 10, true],
      [20, 20, true],
    ];
    for (const [from, to, isNear] of bounds) {
      expectEqual(`findings from minute ${from} to ${to}`, await near(store, from, to), isNear ? ["f1"] : []);
    }
  },

  "findings come oldest first, with all that was stored": async (store) => {
    const stored = await store.transaction((transaction) =>
      create(transaction, [
        spanning("late", 50, 60, { lead: 7, anchor_tie: "app\té", last_tie: "app\t😀" }),
        spanning("early", 0, 10),
        spanning("middle", 20, 40),
      ]),
    );
    const [late, early, middle] = stored;
    const wide = { ...group, from: start, to: start + 50 * minute };
    const narrow = { ...wide, from: start + 30 * minute, to: start + 49 * minute };
    const { findings } = await ask(store, { findings: [wide, narrow, wide] });
    expectEqual("findings", findings, [[early, middle, late], [middle], [early, middle, late]]);
  },

  "findings of other rules, versions and groups are not near": async (store) => {
    const others = [
      spanning("other version", 0, 1, { rule_version: "v2" }),
      spanning("other group", 0, 1, { group: '["ada"]' }),
      spanning("no group", 0, 1, { group: null }),
      record({ fingerprint: "other rule", rule_name: "many-logins" }),
    ];
    await store.transaction((transaction) => create(transaction, [...others, spanning("this", 0, 1)]));
    expectEqual("findings", await near(store, -9, 9), ["this"]);
    expectEqual("of the other version", await near(store, -9, 9, { rule_version: "v2" }), ["other version"]);
    expectEqual("of the other group", await near(store, -9, 9, { group: '["ada"]' }), ["other group"]);
    expectEqual("of the other rule", await near(store, -9, 9, { rule_name: "many-logins" }), ["other rule"]);
  },

  "withdrawn findings are not near": async (store) => {
    await store.transaction(async (transaction) => {
      const [first] = await create(transaction, [spanning("f1", 0, 1), spanning("f2", 10, 11)]);
      if (first) await save(transaction, { changes: [withdrawn(first)] });
    });
    expectEqual("findings", await near(store, -9, 90), ["f2"]);
  },

  "amended findings are near where they are now": async (store) => {
    await store.transaction(async (transaction) => {
      const [first] = await create(transaction, [spanning("f1", 10, 20)]);
      if (first) await save(transaction, { changes: [amended(first, { timestamp: at(5), last_seen: at(40) })] });
    });
    expectEqual("findings where it grew to", await near(store, 30, 90), ["f1"]);
    expectEqual("findings where it begins now", await near(store, 0, 5), ["f1"]);
  },

  "live findings are known by their fingerprints": async (store) => {
    const [first, second, third] = await store.transaction((transaction) =>
      create(transaction, [
        record({ fingerprint: "f1" }),
        record({ fingerprint: "F1" }),
        record({ fingerprint: "f3" }, { group: null }),
      ]),
    );
    const asked = async () => (await ask(store, { fingerprints: ["f3", "f1", "none", "F1", "moved"] })).fingerprints;
    expectEqual("findings", await asked(), [third, first, null, second, null]);
    const moved = amended(third as FindingRecord, { fingerprint: "moved" });
    const gone = withdrawn(second as FindingRecord);
    await store.transaction((transaction) => save(transaction, { changes: [moved, gone] }));
    expectEqual("findings then", await asked(), [null, first, null, null, moved.record]);
  },

  "a withdrawn finding gives its fingerprint free, in the same save too": async (store) => {
    const again = await store.transaction(async (transaction) => {
      const [first] = await create(transaction, [record({ fingerprint: "f1" })]);
      const replacement = record({ fingerprint: "f1", event_count: 9 });
      const [row] = await save(transaction, {
        changes: [withdrawn(first as FindingRecord), { type: "created", record: replacement }],
      });
      return { ...replacement, row };
    });
    expectEqual("the finding", (await ask(store, { fingerprints: ["f1"] })).fingerprints, [again]);
    expectEqual("live findings", (await store.countFindings({})).count, 1);
    expectEqual("withdrawn findings", (await store.countFindings({ withdrawn: true })).count, 1);
  },

  "events are known by their numbers, seen or not": async (store) => {
    const added = await store.transaction(async (transaction) => [
      ...(await add(transaction, [event("1"), event("2")])),
      ...(await add(transaction, [event("3", { user: null, severity_hint: "low" })], { processed: false })),
    ]);
    const [first, , third] = added;
    const free = Math.max(...added.map(({ id }) => id)) + 1;
    const { events } = await ask(store, { events: [third?.id ?? 0, free, first?.id ?? 0] });
    const wanted = added.flatMap((one, index) => (index === 1 ? [] : [asStored(one, index === 0)]));
    expectEqual(
      "events",
      [...events].sort((a, b) => a.id - b.id),
      wanted.sort((a, b) => a.id - b.id),
    );
  },

  "findings of earlier versions of a rule": async (store) => {
    const [first, second] = await store.transaction(async (transaction) => {
      const created = await create(transaction, [
        spanning("f1", 0, 1, { rule_version: "v1" }),
        spanning("f2", 10, 99, { rule_version: "v2", group: null }),
        spanning("f3", 5, 6, { rule_version: "v3" }),
        spanning("f4", 5, 6, { rule_version: "v1" }),
        record({ fingerprint: "f5", rule_name: "many-logins" }),
      ]);
      await save(transaction, { changes: [withdrawn(created[3] as FindingRecord)] });
      return created;
    });
    await store.transaction(async (transaction) => {
      const outdated = async (from: number, to: number, limit = 10) => {
        const range = { from: start + from * minute, to: start + to * minute };
        const found = await transaction.outdated({ rule_name: "many-failures", rule_version: "v3", ...range, limit });
        return [...found].sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
      };
      const both = [first, second].sort((a, b) => (a?.row ?? 0) - (b?.row ?? 0));
      expectEqual("outdated", await outdated(-9, 90), both);
      expectEqual("outdated from their first to their last moment", await outdated(0, 10), [first]);
      expectEqual("outdated behind that", await outdated(1, 11), [second]);
      expectEqual("how many outdated with a limit of 1", (await outdated(-9, 90, 1)).length, 1);
    });
  },
};
