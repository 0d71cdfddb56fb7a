import { severities } from "../../event.js";
import type { Summary } from "../../query.js";
import type { FindingRecord, Store } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { add, all, amended, create, event, record, save, withdrawn } from "./sample.js";
import type { StoreCases } from "./store-case.js";

const times = [
  "2025-01-20T00:00:00.000Z",
  "2025-01-20T09:59:59.999Z",
  "2025-01-20T10:00:00.000Z",
  "2025-01-20T23:59:59.999Z",
  "2025-01-22T00:00:00.000Z",
  "2025-01-22T10:30:00.000Z",
  "2025-02-28T12:00:00.000Z",
  "2024-02-29T23:00:00.000Z",
  "2025-01-22T10:31:00.000Z",
];

/** What lists say that the numbers must be. */
async function counted(store: Store, range: { from?: string; to?: string }): Promise<Summary> {
  const [events, findings] = [await store.events({ ...all, ...range }), await store.findings({ ...all, ...range })];
  const of = (severity: string) => findings.filter((one) => one.severity === severity).length;
  return {
    total_events: events.length,
    total_findings: findings.length,
    findings_by_severity: Object.fromEntries(
      severities.map((one) => [one, of(one)]),
    ) as Summary["findings_by_severity"],
    events_over_time: days(events),
    findings_over_time: days(findings),
  };
}

function days(list: readonly { readonly timestamp: string }[]): Summary["events_over_time"] {
  const dates = list.map(({ timestamp }) => timestamp.slice(0, 10));
  return [...new Set(dates)].sort().map((date) => ({ date, count: dates.filter((one) => one === date).length }));
}

async function expectAgreement(store: Store, ranges: readonly { from?: string; to?: string }[] = [{}]) {
  for (const range of ranges) {
    const what = `summary(${JSON.stringify(range)}), against what the lists say`;
    expectEqual(what, await store.summary(range), await counted(store, range));
  }
}

async function fill(store: Store) {
  return store.transaction(async (transaction) => {
    const types = ["login", "logout"];
    const events = times.map((timestamp, index) =>
      event(`${index}`, { timestamp, event_type: types[index % 2] ?? "", source: index % 3 === 0 ? "web" : "app" }),
    );
    await add(transaction, events.slice(0, 6));
    await add(transaction, events.slice(6), { processed: false });
    await transaction.append(events, true);
    const records = times.map((timestamp, index) => {
      const severity = severities[index % 3] ?? "low";
      return record({ fingerprint: `f${index}`, timestamp, severity, rule_name: index % 2 ? "one" : "two" });
    });
    return create(transaction, records);
  });
}

/** The numbers, which must agree with the lists. */
export const summaries: StoreCases = {
  "totals, severities and days agree with the lists": async (store) => {
    await fill(store);
    const { total_events, total_findings, events_over_time } = await store.summary({});
    expectEqual("totals", [total_events, total_findings], [times.length, times.length]);
    expectEqual("the first day", events_over_time[0], { date: "2024-02-29", count: 1 });
    await expectAgreement(store);
  },

  "a range of whole hours, from inclusive, to exclusive": async (store) => {
    await fill(store);
    const moments = [
      "2024-03-01T00:00:00Z",
      "2025-01-20T10:00:00.000Z",
      "2025-01-21T00:00:00Z",
      "2025-01-22T10:00:00Z",
    ];
    await expectAgreement(store, [
      ...moments.map((from) => ({ from })),
      ...moments.map((to) => ({ to })),
      { from: "2025-01-20T00:00:00Z", to: "2025-01-20T10:00:00Z" },
      { from: "2025-01-20T10:00:00Z", to: "2025-01-22T11:00:00Z" },
      { from: "2025-01-20T11:00:00+01:00", to: "2025-01-22T01:00:00+01:00" },
      { from: "2026-01-01T00:00:00Z" },
    ]);
  },

  "findings that are amended and withdrawn are counted as they are then": async (store) => {
    const created = await fill(store);
    const record = (index: number) => created[index] as FindingRecord;
    const moved = amended(record(0), { timestamp: "2025-03-03T03:00:00.000Z", severity: "critical" });
    await store.transaction((transaction) =>
      save(transaction, { changes: [moved, withdrawn(record(6)), withdrawn(record(1))] }),
    );
    await expectAgreement(store, [{}, { from: "2025-03-01T00:00:00Z" }, { to: "2025-01-21T00:00:00Z" }]);
    await store.transaction((transaction) => save(transaction, { changes: [withdrawn(moved.record)] }));
    await expectAgreement(store);
    const { findings_over_time } = await store.summary({});
    expectEqual(
      "whether days without a live finding are left out",
      findings_over_time.every(({ date, count }) => count > 0 && date !== "2025-03-03" && date !== "2025-02-28"),
      true,
    );
  },

  "days before 1970, and up to the year 9999": async (store) => {
    const moments = [
      "1969-12-30T05:00:00.000Z",
      "1969-12-31T00:00:00.000Z",
      "1969-12-31T23:59:59.999Z",
      "1970-01-01T00:00:00.000Z",
      "9999-12-31T23:59:59.999Z",
    ];
    await store.transaction(async (transaction) => {
      await add(
        transaction,
        moments.map((timestamp, index) => event(`${index}`, { timestamp })),
      );
      await create(
        transaction,
        moments.map((timestamp, index) => record({ fingerprint: `f${index}`, timestamp })),
      );
    });
    await expectAgreement(store, [{}, { from: "1969-12-31T00:00:00Z" }, { to: "1970-01-01T00:00:00Z" }]);
  },
};
