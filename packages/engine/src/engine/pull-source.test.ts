import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { EngineOptions, PullProgress } from "../engine.js";
import { McmError } from "../errors.js";
import type { EventInput } from "../event.js";
import type { Page, PullContext, Source } from "../source.js";
import type { Store } from "../store.js";
import { sqlite } from "../stores/sqlite.js";
import { createEngine } from "./create-engine.js";

const start = Date.parse("2025-01-20T09:00:00Z");
const minutes = (n: number) => start + n * 60_000;
const at = (n: number) => new Date(minutes(n)).toISOString();

/** Records of a minute each, two a page; the cursor counts those that were given. */
const record = (n: number): EventInput => ({
  ...{ source: "app", external_id: `${n}`, timestamp: at(n), event_type: "seen" },
});

let store: Store;
let clock: number;

beforeEach(() => {
  store = sqlite(":memory:");
  clock = minutes(60);
});

afterEach(() => store.close());

const retry = { firstPause: "1ms", longestPause: "20ms" } as const;

function engineWith(source: Partial<Source>, more: Partial<EngineOptions> = {}) {
  const sources = [{ name: "app", normalize: (given: unknown) => given as EventInput, ...source }];
  const engine = createEngine({ store, sources, retry, now: () => clock, ...more });
  onTestFinished(() => void engine);
  return engine;
}

/** Gives pages of two until `last`, and calls back before each. */
const counting = (
  last: number,
  before: (context: PullContext, from: number) => Partial<Page> | undefined = () => ({}),
) =>
  async function* (context: PullContext): AsyncGenerator<Page> {
    for (let from = Number(context.cursor ?? 0); from < last && !context.signal.aborted; from += 2) {
      yield { records: [record(from), record(from + 1)], cursor: from + 2, ...before(context, from) };
    }
  };

const failing = (times: number, thrown: () => unknown = () => new Error("connection lost")) => {
  let left = times;
  return () => {
    if (left-- > 0) throw thrown();
    return {};
  };
};

describe("a source that fails", () => {
  test("is tried again, from the last page that was stored", async () => {
    const cursors: unknown[] = [];
    const fail = failing(1);
    const pull = counting(6, ({ cursor }, from) => {
      cursors.push(cursor);
      return from === 4 ? fail() : {};
    });
    expect(await engineWith({ pull }).pull()).toMatchObject([{ records: 6, new: 6, duplicate: 0 }]);
    expect(cursors).toEqual([null, null, null, 4]);
  });

  test("is given up behind so many attempts without a page, and what was stored stays", async () => {
    let asked = 0;
    const pull = counting(6, (_, from) => {
      if (from === 2) asked++;
      return from === 2 ? failing(1)() : {};
    });
    const engine = engineWith({ pull }, { retry: { ...retry, attempts: 3 } });
    await expect(engine.pull()).rejects.toThrow(
      expect.objectContaining({
        code: "source_unavailable",
        message: 'source "app": connection lost; it was tried 3 times',
      }),
    );
    expect(asked).toBe(3);
    expect(await engine.count("events")).toBe(2);
    expect(await engine.sources()).toMatchObject([
      {
        cursor: 2,
        error: "connection lost",
        failures: 1,
        last_success: null,
        last_attempt: at(60),
        newest_event: at(1),
      },
    ]);
  });

  test("starts to count its attempts anew behind each page", async () => {
    const fails = new Map([0, 2, 4].map((from) => [from, failing(2)]));
    const pull = counting(6, (_, from) => fails.get(from)?.() ?? {});
    const engine = engineWith({ pull }, { retry: { ...retry, attempts: 3 } });
    expect(await engine.pull()).toMatchObject([{ new: 6 }]);
  });

  test("tells of each wait, which is between half of the longest and all of it, and longer each time", async () => {
    const waits: number[] = [];
    const onProgress = ({ waiting }: PullProgress) => {
      if (waiting) waits.push(waiting.milliseconds);
    };
    const pull = counting(2, failing(4));
    const engine = engineWith({ pull }, { retry: { firstPause: "4ms", longestPause: "10ms" } });
    await engine.pull(undefined, { onProgress });
    expect(waits).toHaveLength(4);
    for (const [index, longest] of [4, 8, 10, 10].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(longest / 2);
      expect(waits[index]).toBeLessThanOrEqual(longest);
    }
  });

  test("is waited for as long as it asks", async () => {
    const waits: unknown[] = [];
    const pull = counting(
      2,
      failing(1, () => new McmError("source_unavailable", "slow down", { retryAfter: 15 })),
    );
    await engineWith({ pull }).pull(undefined, { onProgress: ({ waiting }) => waits.push(waiting) });
    expect(waits).toEqual([{ message: "slow down", milliseconds: 15 }, null]);
  });

  test("that asks for some time is asked by nobody else while this process waits", async () => {
    let asked = 0;
    const pull = counting(2, () => {
      if (asked++ === 0) throw new McmError("source_unavailable", "rate limit", { retryAfter: 15 });
      return {};
    });
    const others: unknown[] = [];
    const pulling = engineWith({ pull }).pull(undefined, {
      onProgress: ({ waiting }) => {
        if (waiting) others.push(engineWith({ pull }).pull());
      },
    });
    expect(await pulling).toMatchObject([{ records: 2, not_before: null }]);
    expect(await Promise.all(others)).toMatchObject([[{ records: 0, not_before: new Date(clock + 15).toISOString() }]]);
    expect(asked).toBe(2);
    expect(await engineWith({ pull }).sources()).toMatchObject([{ not_before: null, error: null, failures: 0 }]);
  });

  test("that asks for more than anybody waits for is not asked again before, by any process", async () => {
    let asked = 0;
    const limited = () => new McmError("source_unavailable", "rate limit", { retryAfter: 3_600_000 });
    const pull = counting(2, () => {
      if (asked++ === 0) throw limited();
      return {};
    });
    await expect(engineWith({ pull }).pull()).rejects.toMatchObject({ retryAfter: 3_600_000 });
    clock += 3_599_000;
    expect(await engineWith({ pull }).pull()).toMatchObject([{ records: 0, not_before: at(120) }]);
    expect(asked).toBe(1);
    clock += 1_000;
    expect(await engineWith({ pull }).pull()).toMatchObject([{ records: 2, not_before: null }]);
  });

  test.each(["invalid_source", "request_refused"] as const)("with %s is not tried again", async (code) => {
    let asked = 0;
    const pull = () => {
      asked++;
      throw new McmError(code, "the token is wrong; make another one");
    };
    await expect(engineWith({ pull }).pull()).rejects.toMatchObject({ code });
    expect(asked).toBe(1);
  });

  test("stops being tried when the pull is aborted while it waits", async () => {
    const stop = new AbortController();
    const pull = counting(2, failing(9));
    const engine = engineWith({ pull }, { retry: { firstPause: "1h", longestPause: "1h" } });
    const pulling = engine.pull(undefined, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(await pulling).toMatchObject([{ records: 0 }]);
  });

  test("does not make the store's failures its own", async () => {
    let asked = 0;
    const pull = counting(2, () => {
      asked++;
      return {};
    });
    const full = { ...store, transaction: () => Promise.reject(new McmError("store_full", "the disk is full")) };
    const engine = engineWith({ pull }, { store: full });
    await expect(engine.pull()).rejects.toThrow(expect.objectContaining({ code: "store_full" }));
    expect(asked).toBe(1);
  });
});

describe("health", () => {
  test("of a pull that got to its end: complete until it began", async () => {
    const pull = counting(4, () => {
      clock += 60_000;
      return {};
    });
    const engine = engineWith({ pull });
    await engine.pull();
    clock = minutes(70);
    expect(await engine.sources()).toMatchObject([
      {
        ...{ name: "app", ways: ["pull"], cursor: 4, error: null, failures: 0 },
        ...{ last_success: at(62), complete_until: at(60), lag: 600_000, newest_event: at(3) },
      },
    ]);
  });

  test("forgets the last failure behind the next page", async () => {
    const fail = failing(1, () => new McmError("invalid_source", "wrong token"));
    const engine = engineWith({ pull: counting(2, fail) });
    await expect(engine.pull()).rejects.toThrow("wrong token");
    await engine.pull();
    expect(await engine.sources()).toMatchObject([{ error: null, failures: 0 }]);
  });

  test("of one that goes on and on: complete whenever a page says that all is there", async () => {
    const stop = new AbortController();
    const pull = counting(1_000, () => {
      clock += 60_000;
      return { caughtUp: true };
    });
    const engine = engineWith({ pull });
    await engine.pull(undefined, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(await engine.sources()).toMatchObject([{ complete_until: at(61), last_success: at(61) }]);
  });

  test("is not complete where the pull was stopped", async () => {
    const stop = new AbortController();
    const engine = engineWith({ pull: counting(1_000) });
    await engine.pull(undefined, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(await engine.sources()).toMatchObject([{ cursor: 2, complete_until: null, lag: null }]);
  });

  test("counts what was rejected, and keeps the last reason", async () => {
    const engine = engineWith({
      pull: () => [{ records: [record(1), { bad: 1 }, { ...record(2), user: 7 }], cursor: 1 }],
    });
    await engine.pull();
    const [health] = await engine.sources();
    expect(health).toMatchObject({ rejected: 2, last_rejection: expect.stringContaining('"user" is 7') });
  });

  test("lists sources that others pulled, and such as were never pulled", async () => {
    await engineWith({ name: "old", pull: counting(2) }).pull();
    const engine = engineWith({ name: "new", receive: () => [] });
    expect(await engine.sources()).toMatchObject([
      { name: "new", ways: ["receive"], cursor: null, last_attempt: null },
      { name: "old", ways: [], cursor: 2 },
    ]);
  });
});

describe("pages", () => {
  test("with gaps leave them with their records, and never twice", async () => {
    const gap = { from: at(0), to: at(5), reason: "the log was cut short" };
    const pull = counting(4, (_, from) => (from === 2 ? { gaps: [gap] } : {}));
    const engine = engineWith({ pull });
    expect(await engine.pull()).toMatchObject([{ gaps: 1 }]);
    await engine.pull();
    expect(await engine.sources()).toMatchObject([{ gap_count: 1, gaps: [{ ...gap, noticed_at: at(60) }] }]);
  });

  test("with a pause keep everybody from asking again too soon", async () => {
    let asked = 0;
    const pull = counting(2, () => {
      asked++;
      return { cursor: 0, pause: 60_000 };
    });
    expect(await engineWith({ pull }).pull()).toMatchObject([{ records: 2, not_before: at(61) }]);
    expect(await engineWith({ pull }).pull()).toMatchObject([{ records: 0, not_before: at(61) }]);
    clock = minutes(61);
    expect(await engineWith({ pull }).pull()).toMatchObject([{ records: 2 }]);
    expect(asked).toBe(2);
  });

  test("of records that say no source have the source's name", async () => {
    const normalize = (given: unknown) => ({ ...(given as EventInput), source: undefined });
    const engine = engineWith({ normalize, pull: counting(2) });
    await engine.pull();
    expect(await engine.events()).toMatchObject([{ source: "app" }, { source: "app" }]);
  });

  test("list their first hundred rejections by the place of the record in the pull", async () => {
    const pull = () => [
      { records: [record(1), 7], cursor: 1 },
      { records: Array.from({ length: 150 }, () => 7), cursor: 2 },
    ];
    const [result] = await engineWith({ pull }).pull();
    expect(result).toMatchObject({ records: 152, rejected: 151 });
    expect(result?.rejections.map(({ index }) => index)).toEqual([1, ...Array.from({ length: 99 }, (_, n) => n + 2)]);
  });
});

describe("since", () => {
  test("begins anew, and goes on from there", async () => {
    const given: unknown[] = [];
    const pull = counting(4, ({ cursor, since }) => {
      given.push([cursor, since]);
      return {};
    });
    const engine = engineWith({ pull });
    await engine.pull();
    expect(await engine.pull(undefined, { since: at(2) })).toMatchObject([{ duplicate: 4, new: 0 }]);
    await engine.pull();
    expect(given).toEqual([...Array(2).fill([null, undefined]), ...Array(2).fill([null, at(2)])]);
  });

  test("that is later than the end of the last pull leaves a gap, and an earlier one none", async () => {
    const engine = engineWith({ pull: counting(4) });
    await engine.pull();
    clock = minutes(90);
    await engine.pull(undefined, { since: at(30) });
    expect(await engine.sources()).toMatchObject([{ gap_count: 0, complete_until: at(90) }]);
    clock = minutes(200);
    expect(await engine.pull(undefined, { since: at(120) })).toMatchObject([{ gaps: 1 }]);
    expect(await engine.sources()).toMatchObject([{ gaps: [{ from: at(90), to: at(120), noticed_at: at(200) }] }]);
  });

  test("that is no time is refused", async () => {
    const engine = engineWith({ pull: counting(2) });
    await expect(engine.pull(undefined, { since: "yesterday" })).rejects.toMatchObject({ code: "invalid_query" });
  });
});

test("several sources are pulled side by side, some at a time", async () => {
  let [now, most] = [0, 0];
  const one = (name: string): Source => ({
    name,
    normalize: () => null,
    pull: async function* () {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
      yield { records: [], cursor: 1 };
    },
  });
  const sources = Array.from({ length: 9 }, (_, n) => one(`s${n}`));
  const results = await createEngine({ store, sources }).pull();
  expect(results.map(({ source }) => source)).toEqual(sources.map(({ name }) => name));
  expect(most).toBe(4);
});

describe("receive", () => {
  const request = { headers: {}, body: Buffer.from("7"), received_at: at(60) };
  const receive = ({ body }: { body: Uint8Array }) => [record(Number(Buffer.from(body).toString()))];

  test("stores what was pushed before it answers, once", async () => {
    const engine = engineWith({ receive });
    expect(await engine.receive("app", request)).toMatchObject({ new: 1, rejected: [] });
    expect(await engine.receive("app", request)).toMatchObject({ new: 0, duplicate: 1 });
    expect(await engine.sources()).toMatchObject([
      { ways: ["receive"], last_success: at(60), complete_until: null, newest_event: at(7) },
    ]);
  });

  test("hands on what the source throws, and stores nothing", async () => {
    const refuse = () => {
      throw new McmError("request_refused", "the signature is wrong");
    };
    const engine = engineWith({ receive: refuse });
    await expect(engine.receive("app", request)).rejects.toMatchObject({ code: "request_refused" });
    expect(await engine.sources()).toMatchObject([{ last_attempt: null }]);
  });

  test("knows the sources that can receive", async () => {
    const engine = engineWith({ pull: counting(2) });
    await expect(engine.receive("app", request)).rejects.toThrow(
      'there is no source "app" that can be sent records; there are none',
    );
  });
});

test.each([
  [{ attempts: 0 }, 'retry: "attempts" (0) is too few'],
  [{ firstPause: "soon" }, 'retry: "firstPause" ("soon") is not a duration'],
  [{ pauses: 3 }, 'retry: "pauses" is not a field of retry'],
])("%j is no way to try again", (given, message) => {
  expect(() => engineWith({}, { retry: given as EngineOptions["retry"] })).toThrow(message);
});
