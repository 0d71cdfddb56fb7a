import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Engine, EngineOptions, Problem } from "../engine.js";
import { McmError } from "../errors.js";
import type { EventInput } from "../event.js";
import type { Rule } from "../rule.js";
import type { Page, Source } from "../source.js";
import type { Store } from "../store.js";
import { sqlite } from "../stores/sqlite.js";
import { createEngine } from "./create-engine.js";

const failed: Rule = {
  name: "login-failed",
  title: "Failed login",
  severity: "high",
  on: ["login_failed"],
  description: "{{user}} failed to log in",
};

const event = (n: number, more: Partial<EventInput> = {}): EventInput => ({
  source: "app",
  external_id: `${n}`,
  timestamp: new Date(Date.UTC(2025, 0, 20, 9, n)).toISOString(),
  user: "ada",
  event_type: "login_failed",
  raw_data: { n },
  ...more,
});

let store: Store;
beforeEach(() => {
  store = sqlite(":memory:");
});
afterEach(() => store.close());

const engineWith = (options: Partial<EngineOptions> = {}): Engine =>
  createEngine({ store, rules: [failed], ...options });

describe("ingest", () => {
  test("stores events, runs the rules, and says what became of each input", async () => {
    const engine = engineWith({ now: () => Date.UTC(2026, 0, 1) });
    const result = await engine.ingest([event(1), event(2, { event_type: "login_success" }), event(1)]);
    expect(result).toEqual({
      new: 2,
      duplicate: 1,
      rejected: [],
      processed: 2,
      created: 1,
      amended: 0,
      withdrawn: 0,
      problems: 0,
    });
    expect(await engine.events()).toEqual([
      { id: 2, ...event(2, { event_type: "login_success" }), severity_hint: null, processed: true },
      { id: 1, ...event(1), severity_hint: null, processed: true },
    ]);
    expect(await engine.findings()).toMatchObject([
      {
        id: 1,
        rule_name: "login-failed",
        event_id: 1,
        status: "open",
        created_at: "2026-01-01T00:00:00.000Z",
        risk_score: 73,
      },
    ]);
  });

  test("rejects what is no event, one by one; the rest goes in", async () => {
    const engine = engineWith();
    const inputs = [event(1), { source: "app" }, null, event(2)] as EventInput[];
    const { new: added, rejected } = await engine.ingest(inputs);
    expect(added).toBe(2);
    expect(rejected).toEqual([
      { index: 1, message: expect.stringContaining('"timestamp" is missing') },
      { index: 2, message: "an event is a JSON object; this is null" },
    ]);
  });

  test("refuses what cannot be true: an event dated more than a day ahead", async () => {
    const engine = engineWith({ now: () => Date.parse("2025-01-20T00:00:00Z") });
    const { new: added, rejected } = await engine.ingest([
      event(0, { timestamp: "2025-01-20T23:59:00Z" }),
      event(1, { timestamp: "2099-01-01T00:00:00Z" }),
    ]);
    expect(added).toBe(1);
    expect(rejected[0]?.message).toContain("more than a day ahead of the clock");
  });

  test("only stores when asked to; run() then does what was left", async () => {
    const engine = engineWith();
    await engine.ingest([event(1), event(2)], { run: false });
    expect(await engine.count("findings")).toBe(0);
    expect((await engine.events()).map(({ processed }) => processed)).toEqual([false, false]);
    expect(await engine.run()).toMatchObject({ processed: 2, created: 2 });
    expect(await engine.run()).toMatchObject({ processed: 0, created: 0 });
    expect((await engine.events()).every(({ processed }) => processed)).toBe(true);
  });

  test("takes more than a batch, and nothing at all", async () => {
    const engine = engineWith({ batchSize: 7 });
    const { new: added } = await engine.ingest(Array.from({ length: 50 }, (_, n) => event(n)));
    expect(added).toBe(50);
    expect(await engine.ingest([])).toMatchObject({ new: 0, duplicate: 0, rejected: [] });
  });

  test("reports a rule that throws, and goes on", async () => {
    const problems: Problem[] = [];
    const broken: Rule = {
      ...failed,
      name: "broken",
      when: () => {
        throw new Error("boom");
      },
    };
    const engine = engineWith({ rules: [broken, failed], onProblem: (problem) => problems.push(problem) });
    expect(await engine.ingest([event(1)])).toMatchObject({ created: 1, problems: 1 });
    expect(problems).toEqual([
      { rule_name: "broken", source: "app", external_id: "1", message: "its condition threw: boom", set_aside: false },
    ]);
  });

  test("sets a rule aside that failed on 100 events in a row, says so, and asks it again once it is loaded anew", async () => {
    const problems: Problem[] = [];
    let asked = 0;
    const broken: Rule = {
      ...failed,
      name: "broken",
      when: () => {
        asked++;
        throw null;
      },
    };
    const flaky: Rule = {
      ...failed,
      name: "flaky",
      when: ({ raw_data }) => {
        if (Number(raw_data.n) % 100 === 0) return true;
        throw Number.NaN;
      },
    };
    const rules = [broken, flaky, failed];
    const engine = engineWith({ rules, onProblem: (problem) => problems.push(problem) });
    const all = Array.from({ length: 150 }, (_, n) => event(n));
    expect(await engine.ingest(all)).toMatchObject({ created: 152, problems: 100 + 148 });
    expect(asked).toBe(100);
    const ofBroken = problems.filter(({ rule_name }) => rule_name === "broken");
    expect(ofBroken.filter((problem) => problem.set_aside)).toEqual([ofBroken.at(-1)]);
    expect(ofBroken.at(-1)?.message).toContain("its condition threw: null; it failed on 100 events in a row");
    expect(engine.rules()).toMatchObject([
      { name: "broken", kind: "match", failures: 100, set_aside: true, last_failure: { external_id: "99" } },
      { name: "flaky", failures: 148, set_aside: false },
      { name: "login-failed", failures: 0, set_aside: false, last_failure: null },
    ]);
    await engine.ingest([event(200)]);
    expect(asked).toBe(100);
    await engineWith({ rules }).ingest([event(201)]);
    expect(asked).toBe(101);
  });
});

test("failures of a batch that was undone are neither counted nor lost", async () => {
  const problems: Problem[] = [];
  const flaky: Rule = {
    ...failed,
    when: ({ raw_data }) => {
      if (raw_data.n === 60) return true;
      throw new Error("boom");
    },
  };
  let isBroken = true;
  const breaking: Store = {
    ...store,
    transaction: (work) =>
      store.transaction(async (transaction) => {
        const result = await work(transaction);
        if (isBroken) throw new Error("power cut");
        return result;
      }),
  };
  const engine = createEngine({ store: breaking, rules: [flaky], onProblem: (problem) => problems.push(problem) });
  const all = Array.from({ length: 60 }, (_, n) => event(n));
  await expect(engine.ingest(all)).rejects.toThrow("power cut");
  expect([problems.length, engine.rules()[0]?.failures]).toEqual([0, 0]);
  isBroken = false;
  expect(await engine.ingest([...all, event(60)])).toMatchObject({ problems: 60, created: 1 });
  isBroken = true;
  await expect(engine.ingest([event(61)])).rejects.toThrow("power cut");
  expect(engine.rules()).toMatchObject([{ failures: 60, set_aside: false }]);
});

describe("rules put in the place of others", () => {
  const burst: Rule = { ...failed, name: "burst", threshold: { count: 2, within: "1h" } };

  test("see what comes from then on; those that stayed go on", async () => {
    const engine = engineWith({ rules: [burst] });
    await engine.ingest([event(1)]);
    engine.load([burst, failed]);
    expect(await engine.ingest([event(2)])).toMatchObject({ created: 2 });
    engine.load([failed]);
    await engine.ingest([event(3)]);
    engine.load([burst]);
    await engine.ingest([event(4)]);
    expect(await engine.findings({ rule_name: "burst" })).toMatchObject([
      { event_count: 3, last_seen: event(4).timestamp },
    ]);
    expect(() => engine.load([failed, failed])).toThrow("another rule has this name");
    expect(engine.rules()).toMatchObject([{ name: "burst" }]);
  });

  test("are those of the list as it was given, whatever becomes of it, by the names they had", async () => {
    const given: Rule[] = [{ ...failed }, { ...burst }];
    const engine = engineWith({ rules: given });
    given.splice(1, 1);
    engine.load(given);
    expect(engine.rules()).toMatchObject([{ name: "login-failed" }]);
    given.push(burst);
    expect(engine.rules()).toHaveLength(1);
    given[0] = { ...failed, severity: "low" };
    engine.load(given);
    Object.assign(given[0] as Rule, { name: "burst" });
    engine.load([burst]);
    expect(() => engine.load([burst, { ...burst }])).toThrow("another rule has this name");
    engine.load([burst, failed]);
    expect(engine.rules()).toMatchObject([{ name: "burst" }, { name: "login-failed" }]);
  });

  test("come back to what others of their match set have noted meanwhile", async () => {
    const first: Rule = { ...burst, on: undefined };
    const second: Rule = { ...first, name: "second", threshold: { count: 9, within: "1h" } };
    const engine = engineWith({ rules: [first, second] });
    await engine.ingest([event(1), event(2)]);
    engine.load([second]);
    await engine.ingest([event(3)]);
    engine.load([first, second]);
    await engine.ingest([event(4)]);
    expect(await engine.findings()).toMatchObject([{ rule_name: "burst", event_count: 4 }]);
  });

  test("share points with others, also those that a backfill adds", async () => {
    const fewer: Rule = { ...burst, on: undefined, threshold: { count: 9, within: "1h" } };
    const more: Rule = { ...fewer, name: "more", threshold: { count: 3, within: "1h" } };
    await engineWith({ rules: [] }).ingest([event(1), event(2)]);
    const engine = engineWith({ rules: [fewer, more] });
    await engine.ingest([event(3)]);
    await engine.backfill("burst");
    await engine.ingest([event(4)]);
    expect(await engine.findings()).toMatchObject([
      { rule_name: "more", first_seen: event(2).timestamp, event_count: 3 },
    ]);
  });
});

describe("questions that make no sense", () => {
  test("are refused, naming the field", async () => {
    const engine = engineWith();
    await expect(engine.events({ from: "yesterday" })).rejects.toThrow('"from" ("yesterday") is not an ISO 8601 time');
    await expect(engine.findings({ limit: -1 })).rejects.toThrow('"limit" (-1) is not usable; it takes a whole number');
    await expect(engine.findings({ sort: "bogus" as "user" })).rejects.toMatchObject({ code: "invalid_query" });
    await expect(engine.events({ limit: 1e300 })).rejects.toMatchObject({ code: "invalid_query" });
    await expect(engine.events({ usr: "ada" } as object)).rejects.toThrow('"usr" is not a field of a query');
    await expect(engine.events({ user: Array(1001).fill("x") })).rejects.toMatchObject({ code: "invalid_query" });
    await expect(engine.count("events", { to: "" })).rejects.toMatchObject({ code: "invalid_query" });
    await expect(engine.summary({ from: "x" })).rejects.toMatchObject({ code: "invalid_query" });
    await expect(engine.explain(7)).rejects.toMatchObject({ code: "unknown_finding" });
    await expect(engine.explainEvent("login-failed", 7)).rejects.toMatchObject({ code: "unknown_event" });
    await expect(engine.backfill("nobody")).rejects.toThrow('there is no rule "nobody"; there is login-failed');
  });
});

test("batches get smaller until they take no longer than they may", async () => {
  const sizes: number[] = [];
  const watched: Store = {
    ...store,
    transaction: (work) =>
      store.transaction((transaction) =>
        work({
          ...transaction,
          append: (events, processed) => {
            sizes.push(events.length);
            return transaction.append(events, processed);
          },
        }),
      ),
  };
  const slow: Rule = {
    ...failed,
    when: () => {
      for (const end = performance.now() + 1; performance.now() < end; );
      return false;
    },
  };
  const engine = engineWith({ store: watched, rules: [slow], batchMilliseconds: 20 });
  const minutes = Array.from({ length: 600 }, (_, minute) => event(minute));
  expect(await engine.ingest(minutes)).toMatchObject({ new: 600, processed: 600 });
  expect(sizes.slice(3)).toEqual(Array(sizes.length - 3).fill(50));
});

describe("pull", () => {
  const pages: Page[] = [
    { records: [event(1), event(2)], cursor: { after: 2 } },
    { records: [event(2), { broken: true }, event(3)], cursor: { after: 3 } },
  ];
  const source = (given: unknown[] = []): Source => ({
    name: "app",
    normalize: (record) => record as EventInput,
    pull: async function* ({ cursor }) {
      given.push(cursor);
      yield* cursor === null ? pages : [];
    },
  });

  test("stores pages with their cursor, and goes on from there", async () => {
    const given: unknown[] = [];
    const engine = engineWith({ sources: [source(given)] });
    expect(await engine.pull()).toMatchObject([
      { source: "app", new: 3, duplicate: 1, created: 3, rejected: 1, rejections: [{ index: 3 }] },
    ]);
    expect(await engine.pull()).toMatchObject([{ source: "app", new: 0 }]);
    expect(given).toEqual([null, { after: 3 }]);
  });

  test("a page that fails leaves neither events nor cursor, and what was before it stays", async () => {
    const given: unknown[] = [];
    const failing: Source = {
      ...source(given),
      pull: async function* (context) {
        for await (const page of source(given).pull?.(context) ?? []) {
          yield page;
          throw new McmError("invalid_source", "connection lost");
        }
      },
    };
    const engine = engineWith({ sources: [failing] });
    await expect(engine.pull()).rejects.toThrow("connection lost");
    expect(await engine.count("events")).toBe(2);
    await expect(engineWith({ sources: [source(given)] }).pull()).resolves.toMatchObject([{ new: 0 }]);
    expect(given).toEqual([null, { after: 2 }]);
  });

  test("a page larger than a batch leaves no cursor before all of it is stored, and is completed by the next pull", async () => {
    const given: unknown[] = [];
    const records = [0, 1, 2, 3, 4].map((minute) => event(minute));
    const large: Source = {
      name: "app",
      normalize: (record) => record as EventInput,
      pull: ({ cursor }) => {
        given.push(cursor);
        return [{ records: [...records, { broken: true }], cursor: "behind it" }];
      },
    };
    let transactions = 0;
    const failing: Store = {
      ...store,
      transaction: (work) => (++transactions === 3 ? Promise.reject(new Error("power cut")) : store.transaction(work)),
    };
    await expect(engineWith({ store: failing, sources: [large], batchSize: 2 }).pull()).rejects.toThrow("power cut");
    expect(await store.countEvents({})).toMatchObject({ count: 4 });
    const engine = engineWith({ sources: [large], batchSize: 2 });
    expect(await engine.pull()).toMatchObject([{ new: 1, duplicate: 4, created: 1, rejected: 1 }]);
    await engine.pull();
    expect(given).toEqual([null, null, "behind it"]);
    expect(await engine.count("findings")).toBe(5);
  });

  test("a page without records moves the cursor", async () => {
    const empty: Source = { name: "app", normalize: () => null, pull: () => [{ records: [], cursor: 5 }] };
    await engineWith({ sources: [empty] }).pull();
    const given: unknown[] = [];
    await engineWith({ sources: [source(given)] }).pull();
    expect(given).toEqual([5]);
  });

  test("a source that fails keeps no other from its turn", async () => {
    const down: Source = {
      name: "down",
      normalize: () => null,
      pull: () => {
        throw new McmError("invalid_source", "no route to it");
      },
    };
    const engine = engineWith({ sources: [down, source()] });
    await expect(engine.pull()).rejects.toThrow("no route to it");
    expect(await engine.count("events")).toBe(3);
  });

  test("an unknown source is refused by name", async () => {
    await expect(engineWith({ sources: [source()] }).pull(["ap"])).rejects.toThrow(
      'there is no source "ap" that can be pulled; there is app',
    );
  });

  test("two sources of one name are refused", () => {
    expect(() => engineWith({ sources: [source(), source()] })).toThrow('two sources are named "app"');
  });
});

test("what failed in a transaction is not remembered: a later attempt finds the same", async () => {
  const burst: Rule = { ...failed, threshold: { count: 3, within: "1h", group_by: ["user"] } };
  let failing = false;
  const flaky: Store = {
    ...store,
    transaction: (work) =>
      store.transaction(async (transaction) => {
        const result = await work(transaction);
        if (failing) throw new Error("lost at the last moment");
        return result;
      }),
  };
  const engine = engineWith({ store: flaky, rules: [burst] });
  await engine.ingest([event(0), event(1)]);
  failing = true;
  await expect(engine.ingest([event(2), event(3)])).rejects.toThrow("lost at the last moment");
  failing = false;
  expect(await engine.findings()).toEqual([]);
  await engine.ingest([event(2)]);
  expect(await engine.findings()).toMatchObject([{ event_count: 3 }]);
});

test("two engines on one store do not trust what they remember from before the other wrote", async () => {
  const burst: Rule = { ...failed, threshold: { count: 3, within: "1h", group_by: ["user"] } };
  const [one, two] = [engineWith({ rules: [burst] }), engineWith({ rules: [burst] })];
  await one.ingest([event(0)]);
  await two.ingest([event(1)]);
  await one.ingest([event(2)]);
  expect(await one.findings()).toMatchObject([{ event_count: 3 }]);
});

test.each([0, -1, 1.5, Number.NaN, 100_001])("a batch of %d events is refused", (batchSize) => {
  expect(() => engineWith({ batchSize })).toThrow("it takes a whole number from 1 to 100000");
});

describe("close", () => {
  test("waits for what is under way, and refuses what comes later", async () => {
    const engine = engineWith({ batchSize: 10 });
    const ingesting = engine.ingest(Array.from({ length: 300 }, (_, n) => event(n)));
    const reading = engine.count("events");
    await engine.close();
    expect(await ingesting).toMatchObject({ new: 300 });
    expect(await reading).toBeLessThanOrEqual(300);
    await expect(engine.findings()).rejects.toMatchObject({ code: "engine_closed" });
  });

  test("ends a pull behind the page that it is at", async () => {
    let pages = 0;
    const endless: Source = {
      name: "endless",
      normalize: (record) => record as EventInput,
      pull: async function* () {
        for (;;) yield { records: [event(pages)], cursor: ++pages };
      },
    };
    const engine = engineWith({ sources: [endless] });
    const pulling = engine.pull();
    while (pages < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    await engine.close();
    const [result] = await pulling;
    expect(result?.new).toBeGreaterThan(0);
    expect(pages - (result?.new ?? 0)).toBeLessThanOrEqual(1);
  });
});

test("silence is measured by what the rules have seen: a backlog makes no finding that the next batch takes back", async () => {
  const silent: Rule = { ...failed, absence: { every: "30m", group_by: ["user"] } };
  const engine = engineWith({ rules: [silent], batchSize: 2 });
  const minutes = [0, 10, 20, 30, 40, 50, 60];
  await engine.ingest(
    minutes.map((minute) => event(minute)),
    { run: false },
  );
  expect(await engine.run()).toMatchObject({ processed: 7, created: 0, withdrawn: 0 });
  await engine.ingest([
    event(1, { external_id: "later", event_type: "login_success", timestamp: "2025-01-20T12:00:00Z" }),
  ]);
  expect(await engine.findings()).toMatchObject([
    { event_id: null, first_seen: "2025-01-20T10:00:00.000Z", event_count: 1 },
  ]);
});

describe("a rule that was changed", () => {
  const counts = async (engine: Engine) => [(await engine.summary()).total_findings, await engine.count("findings")];

  test("takes over a finding of its earlier version that it makes again, and counts it once", async () => {
    const burst: Rule = { ...failed, threshold: { count: 2, within: "10m", group_by: ["user"] } };
    await engineWith({ rules: [burst] }).ingest([event(10), event(11)]);
    const changed = engineWith({ rules: [{ ...burst, severity: "critical" }] });
    await changed.ingest([event(15)]);
    const summary = await changed.summary();
    expect(await counts(changed)).toEqual([summary.total_findings, summary.total_findings]);
    expect(summary.findings_by_severity.critical).toBe(await changed.count("findings", { severity: "critical" }));
  });

  test("in its steps is another version", async () => {
    const step = (n: number) => (one: { raw_data: { n?: unknown } }) => one.raw_data.n === n;
    const chain = (first: number, second: number, version: string): Rule => ({
      ...failed,
      version,
      sequence: { steps: [step(first), step(second)], within: "1h" },
    });
    await engineWith({ rules: [chain(1, 2, "1")] }).ingest([event(1)]);
    const changed = engineWith({ rules: [chain(3, 2, "2")] });
    await changed.ingest([event(2)]);
    expect(await changed.findings()).toEqual([]);
  });
});

describe("reads", () => {
  const events = [
    event(1, { user: "ada", source: "a", event_type: "login_failed", severity_hint: "high" }),
    event(2, { user: "bob", source: "b", event_type: "login_failed" }),
    event(3, { user: "cyd", source: "a", event_type: "role_changed", timestamp: "2025-01-22T09:00:00.000Z" }),
    event(4, { user: null, source: "b", event_type: "role_changed", timestamp: "2025-01-22T23:30:00.000Z" }),
  ];
  const changed: Rule = {
    ...failed,
    name: "role-changed",
    severity: "low",
    on: ["role_changed"],
    description: "changed",
  };

  const filled = async (): Promise<Engine> => {
    const engine = engineWith({ rules: [failed, changed] });
    await engine.ingest(events);
    return engine;
  };

  test.each([
    [{ user: "ada" }, ["1"]],
    [{ user: ["ada", "bob", "nobody"] }, ["2", "1"]],
    [{ event_type: "role_changed" }, ["4", "3"]],
    [{ source: "a" }, ["3", "1"]],
    [{ severity: "high" as const }, ["1"]],
    [{ from: "2025-01-22T09:00:00Z" }, ["4", "3"]],
    [{ to: "2025-01-22T09:00:00Z" }, ["2", "1"]],
    [{ source: "a", event_type: "login_failed" }, ["1"]],
    [{ sort: "timestamp" as const, limit: 2, offset: 1 }, ["2", "3"]],
    [{ sort: "user" as const, limit: 2 }, ["1", "2"]],
    [{ sort: "-user" as const }, ["3", "2", "1", "4"]],
    [{ user: "' OR 1=1 --" }, []],
  ])("events by %j", async (query, expected) => {
    const engine = await filled();
    expect((await engine.events(query)).map(({ external_id }) => external_id)).toEqual(expected);
    const { sort: _, limit, offset: __, ...filter } = { sort: "", limit: undefined, offset: 0, ...query };
    expect(await engine.count("events", filter)).toBe(limit === undefined ? expected.length : 4);
  });

  test.each([
    [{ user: "bob" }, ["bob"]],
    [{ severity: "low" as const }, [null, "cyd"]],
    [{ severity: ["low", "high"] as const }, [null, "cyd", "bob", "ada"]],
    [{ rule_name: "role-changed" }, [null, "cyd"]],
    [{ source: "a" }, ["cyd", "ada"]],
    [{ event_type: "login_failed" }, ["bob", "ada"]],
    [{ status: "open" as const, to: "2025-01-21T00:00:00Z" }, ["bob", "ada"]],
    [{ status: "resolved" as const }, []],
    [{ withdrawn: true }, []],
    [{ sort: "-severity" as const }, ["bob", "ada", null, "cyd"]],
    [{ sort: "timestamp" as const, limit: 1 }, ["ada"]],
  ])("findings by %j", async (query, expected) => {
    const engine = await filled();
    expect((await engine.findings(query)).map(({ user }) => user)).toEqual(expected);
  });

  test("the summary counts what the lists hold", async () => {
    const engine = await filled();
    expect(await engine.summary()).toEqual({
      total_events: 4,
      total_findings: 4,
      findings_by_severity: { low: 2, medium: 0, high: 2, critical: 0 },
      events_over_time: [
        { date: "2025-01-20", count: 2 },
        { date: "2025-01-22", count: 2 },
      ],
      findings_over_time: [
        { date: "2025-01-20", count: 2 },
        { date: "2025-01-22", count: 2 },
      ],
    });
    expect(await engine.summary({ from: "2025-01-22T00:00:00Z", to: "2025-01-22T23:00:00Z" })).toMatchObject({
      total_events: 1,
      total_findings: 1,
    });
  });
});
