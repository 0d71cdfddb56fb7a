import type { FindingRecord } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { add, all, amended, asFinding, at, create, createdAt, event, record, save, withdrawn } from "./sample.js";
import type { StoreCases } from "./store-case.js";

/** How findings come, change and go. */
export const saving: StoreCases = {
  "created findings are given their numbers, in order": async (store) => {
    const records = ["c", "a", "b"].map((fingerprint) => record({ fingerprint }));
    const stored = await store.transaction((transaction) => create(transaction, records));
    const rows = stored.map(({ row }) => row);
    expectEqual(
      "whole numbers from 1 on",
      rows.every((row) => Number.isSafeInteger(row) && row > 0),
      true,
    );
    expectEqual("different numbers", new Set(rows).size, 3);
    for (const one of stored) {
      expectEqual(`finding ${one.row}`, await store.record(one.row), { ...one, finding: asFinding(one) });
    }
  },

  "a finding comes back as it was, open, with its moment of insertion": async (store) => {
    const stored = await store.transaction(async (transaction) => {
      const [anchor] = await add(transaction, [event("1")]);
      const times = { timestamp: at(3), first_seen: at(1), last_seen: at(9) };
      const finding = { event_id: anchor?.id ?? 0, user: "eve", severity: "critical", risk_score: 100 } as const;
      return create(transaction, [
        record({ fingerprint: "f1", ...finding, ...times, event_count: 12 }, { lead: 5, group: '["eve"]' }),
        record({ fingerprint: "f2", event_id: null, user: null, risk_score: 0 }, { group: null, lead: 1 }),
      ]);
    });
    expectEqual("findings", await store.findings({ sort: "-timestamp" }), stored.map(asFinding));
  },

  "an amended finding keeps its number, its insertion and its status": async (store) => {
    const [first] = await store.transaction((transaction) => create(transaction, [record({ fingerprint: "f1" })]));
    const fields = { timestamp: at(-60), severity: "low", user: null, event_count: 8, fingerprint: "f2" } as const;
    const change = amended(first as FindingRecord, { ...fields, description: "more", extra_data: { more: [1] } });
    const other = { ...change, record: { ...change.record, lead: 4, anchor_tie: "app\t!", last_tie: "app\t~" } };
    const created = await store.transaction((transaction) =>
      transaction.save({ points: [], changes: [other], told: [] }, createdAt + 99_999),
    );
    expectEqual("numbers of created findings", created, []);
    expectEqual("findings", await store.findings({}), [asFinding(change.record)]);
    expectEqual("with all it needs", await store.record(first?.row ?? 0), {
      ...other.record,
      finding: asFinding(other.record),
    });
  },

  "a withdrawn finding is kept, and hidden unless asked for": async (store) => {
    const [first, second] = await store.transaction((transaction) =>
      create(transaction, [record({ fingerprint: "f1" }), record({ fingerprint: "f2" })]),
    );
    const change = withdrawn(first as FindingRecord);
    await store.transaction((transaction) => save(transaction, { changes: [change] }));
    expectEqual("findings", await store.findings({}), [asFinding(second as FindingRecord)]);
    expectEqual("findings, withdrawn: false", (await store.countFindings({ withdrawn: false })).count, 1);
    expectEqual("findings, withdrawn: true", await store.findings({ withdrawn: true }), [asFinding(change.record)]);
    const { finding } = (await store.record(first?.row ?? 0)) ?? {};
    expectEqual("the withdrawn one by its number", finding, asFinding(change.record));
  },

  "changes of all kinds go in together, in their order": async (store) => {
    const [first, second] = await store.transaction((transaction) =>
      create(transaction, [record({ fingerprint: "f1" }), record({ fingerprint: "f2" })]),
    );
    const created = await store.transaction((transaction) =>
      save(transaction, {
        changes: [
          { type: "created", record: record({ fingerprint: "f3", timestamp: at(3) }) },
          withdrawn(first as FindingRecord),
          { type: "created", record: record({ fingerprint: "f4", timestamp: at(4) }) },
          amended(second as FindingRecord, { timestamp: at(2) }),
        ],
      }),
    );
    const findings = await store.findings({ ...all, sort: "timestamp" });
    expectEqual(
      "fingerprints",
      findings.map(({ fingerprint }) => fingerprint),
      ["f2", "f3", "f4"],
    );
    expectEqual(
      "numbers of created findings",
      created,
      findings.slice(1).map(({ id }) => id),
    );
  },

  "a finding may be changed twice in a transaction": async (store) => {
    const [first] = await store.transaction((transaction) => create(transaction, [record({ fingerprint: "f1" })]));
    const once = amended(first as FindingRecord, { event_count: 4, severity: "low" });
    const twice = amended(once.record, { event_count: 5, severity: "medium" });
    await store.transaction(async (transaction) => {
      await save(transaction, { changes: [once] });
      await save(transaction, { changes: [twice] });
    });
    expectEqual("findings", await store.findings({}), [asFinding(twice.record)]);
    const { findings_by_severity } = await store.summary({});
    expectEqual("findings by severity", findings_by_severity, { low: 0, medium: 1, high: 0, critical: 0 });
  },

  "nothing to save is fine": async (store) => {
    expectEqual("numbers", await store.transaction((transaction) => save(transaction, {})), []);
  },

  "a number that no finding has gives null": async (store) => {
    const [first] = await store.transaction((transaction) => create(transaction, [record({ fingerprint: "f1" })]));
    expectEqual("record", await store.record((first?.row ?? 0) + 1), null);
  },
};
