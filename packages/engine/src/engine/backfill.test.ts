import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Engine } from "../engine.js";
import type { EventInput } from "../event.js";
import type { Rule } from "../rule.js";
import type { Store } from "../store.js";
import { sqlite } from "../stores/sqlite.js";
import { createEngine } from "./create-engine.js";

const rule: Rule = { name: "burst", title: "Burst", severity: "low", description: "{{user}} {{count}}" };

const at = (minute: number): string => new Date(Date.UTC(2025, 0, 20, 10, minute)).toISOString();

const event = (minute: number, more: Partial<EventInput> = {}): EventInput => {
  return { source: "app", external_id: `${minute}`, timestamp: at(minute), user: "ada", event_type: "login", ...more };
};

let store: Store;
beforeEach(() => {
  store = sqlite(":memory:");
});
afterEach(() => store.close());

const engineWith = (...rules: Rule[]): Engine => createEngine({ store, rules, batchSize: 2 });

const listed = async (engine: Engine, withdrawn = false) =>
  (await engine.findings({ withdrawn, sort: "timestamp" })).filter((finding) => finding.withdrawn === withdrawn);

const minutes = [0, 1, 2, 30, 31, 60].map((minute) => event(minute));

test("a new rule sees only new events, until it is backfilled", async () => {
  await engineWith().ingest(minutes);
  const engine = engineWith({ ...rule, threshold: { count: 2, within: "10m" } });
  await engine.ingest([event(61)]);
  expect(await listed(engine)).toEqual([]);
  expect(await engine.backfill("burst")).toEqual({ processed: 7, created: 3, amended: 1, withdrawn: 0, problems: 0 });
  expect(await listed(engine)).toMatchObject([
    { first_seen: at(0), last_seen: at(2), event_count: 3 },
    { first_seen: at(30), event_count: 2 },
    { first_seen: at(60), event_count: 2 },
  ]);
  expect(await engine.backfill("burst")).toEqual({ processed: 7, created: 0, amended: 0, withdrawn: 0, problems: 0 });
  expect((await engine.summary()).total_findings).toBe(3);
});

test("a changed rule keeps what it still finds, with its id, and takes back what it does not", async () => {
  const before = engineWith({ ...rule, threshold: { count: 2, within: "10m" } });
  await before.ingest(minutes);
  const [first, second] = await listed(before);
  const after = engineWith({ ...rule, severity: "high", threshold: { count: 2, within: "90s" } });
  await after.ingest([event(32)]);
  expect(await listed(after)).toMatchObject([{ severity: "low" }, { severity: "low" }, { timestamp: at(32) }]);
  await after.backfill("burst");
  expect(await listed(after)).toMatchObject([
    { id: first?.id, severity: "high", event_count: 3, revision: (first?.revision ?? 0) + 1 },
    { id: second?.id, severity: "high", event_count: 3 },
  ]);
  const gone = engineWith({ ...rule, threshold: { count: 3, within: "10m" } });
  await gone.backfill("burst");
  expect(await listed(gone)).toMatchObject([{ timestamp: at(2) }, { timestamp: at(32) }]);
  expect(await listed(gone, true)).toMatchObject([
    { id: first?.id, extra_data: { withdrawn_reason: "the rule changed, and does not find it any more" } },
    { id: second?.id },
    expect.anything(),
  ]);
  expect(await gone.summary()).toMatchObject({
    total_findings: 2,
    findings_by_severity: { low: 2, high: 0 },
    findings_over_time: [{ date: "2025-01-20", count: 2 }],
  });
});

test("works on a span of event time only, and may be told to stop", async () => {
  await engineWith({ ...rule, dedup: { quiet: "5m" } }).ingest(minutes);
  const engine = engineWith({ ...rule, severity: "high", dedup: { quiet: "5m" } });
  expect(await engine.backfill("burst", { from: at(0), to: at(2) })).toMatchObject({ processed: 2, amended: 1 });
  expect((await listed(engine)).map(({ severity }) => severity)).toEqual(["high", "low", "low"]);
  expect(await engine.backfill("burst", { signal: AbortSignal.abort() })).toMatchObject({ processed: 0, withdrawn: 0 });
  await expect(engine.backfill("burst", { from: "monday" })).rejects.toMatchObject({ code: "invalid_query" });
});

test("a removed rule's findings stay", async () => {
  await engineWith(rule).ingest(minutes);
  const engine = engineWith({ ...rule, name: "other" });
  await engine.backfill("other");
  expect(await engine.count("findings", { rule_name: "burst" })).toBe(6);
});

describe("every match a finding", () => {
  test("takes over its findings, and adds those of events that it did not match before", async () => {
    await engineWith({ ...rule, when: ({ external_id }) => external_id !== "31" }).ingest(minutes);
    const engine = engineWith({ ...rule, severity: "high", description: "{{event_type}} by {{user}}" });
    expect(await engine.backfill("burst")).toMatchObject({ created: 1, amended: 5, withdrawn: 0 });
    expect((await listed(engine)).map(({ description }) => description)).toEqual(Array(6).fill("login by ada"));
    const narrow = engineWith({ ...rule, when: ({ external_id }) => external_id === "31" });
    expect(await narrow.backfill("burst")).toMatchObject({ created: 0, amended: 1, withdrawn: 5 });
  });
});

describe("silence", () => {
  test("is told of a span's last events too, and of none in the middle", async () => {
    await engineWith({ ...rule, absence: { every: "20m" } }).ingest([
      ...minutes,
      event(90, { source: "app", user: null, event_type: "other" }),
    ]);
    const quiet: Rule = { ...rule, severity: "high", on: ["login"], absence: { every: "20m", group_by: ["user"] } };
    const engine = engineWith(quiet);
    await engine.backfill("burst");
    expect((await listed(engine)).map(({ timestamp, severity }) => [timestamp, severity])).toEqual([
      [at(22), "high"],
      [at(51), "high"],
      [at(80), "high"],
    ]);
    const again = engineWith({ ...quiet, severity: "medium" });
    expect(await again.backfill("burst")).toMatchObject({ created: 0, amended: 3, withdrawn: 0 });
  });
});

test("a silence that was told already ends with a match that a backfill brings", async () => {
  await engineWith().ingest([event(5)]);
  const engine = createEngine({
    store,
    rules: [{ ...rule, on: ["login"], absence: { every: "10m" } }],
    batchSize: 1,
  });
  await engine.ingest([event(0), event(60, { event_type: "other" })]);
  expect(await listed(engine)).toMatchObject([{ first_seen: at(0) }]);
  await engine.backfill("burst");
  expect(await listed(engine)).toMatchObject([{ first_seen: at(5) }]);
});

test("a backtest finds what rules would have found, and writes nothing", async () => {
  const engine = engineWith(rule);
  await engine.ingest([...minutes, event(90, { event_type: "other" })]);
  const tried: Rule[] = [
    { ...rule, name: "burst", threshold: { count: 2, within: "10m" }, on: ["login"] },
    { ...rule, name: "silence", absence: { every: "20m" }, on: ["login"] },
  ];
  let read = 0;
  const found = await engine.backtest(tried, {
    onProgress: (count) => {
      read += count;
    },
  });
  expect(found.map(({ rule_name, timestamp, event_count }) => [rule_name, timestamp, event_count])).toEqual([
    ["burst", at(1), 3],
    ["silence", at(22), 2],
    ["burst", at(31), 2],
    ["silence", at(51), 2],
    ["silence", at(80), 1],
  ]);
  expect(read).toBe(7);
  expect((await engine.backtest(tried, { from: at(30), to: at(60) })).map(({ timestamp }) => timestamp)).toEqual([
    at(31),
  ]);
  expect(await engine.count("findings")).toBe(7);
});
