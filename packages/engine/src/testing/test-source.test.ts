import { describe, expect, test } from "vitest";
import type { EventInput } from "../event.js";
import type { Page, PullContext, Source } from "../source.js";
import { testSource } from "./test-source.js";

interface Entry {
  readonly id: string;
  readonly minute: number;
  readonly person: string;
}

const entries: readonly Entry[] = Array.from({ length: 9 }, (_, index) => ({
  id: `e${index}`,
  minute: index,
  person: index % 2 === 0 ? "ada" : "bob",
}));

const isEntry = (record: unknown): record is Entry => {
  return typeof record === "object" && record !== null && "id" in record && typeof record.id === "string";
};

function normalize(record: unknown): EventInput | null {
  if (!isEntry(record)) throw new Error("it is no entry");
  if (record.person === "nobody") return null;
  return {
    source: "door",
    external_id: record.id,
    timestamp: new Date(Date.UTC(2025, 0, 20, 9, record.minute)).toISOString(),
    user: record.person,
    event_type: "door_opened",
    raw_data: { ...record },
  };
}

/** Four entries a page; the cursor counts those that were given. */
function* pull({ cursor, signal }: PullContext): Generator<Page> {
  for (let from = Number(cursor ?? 0); from < entries.length && !signal.aborted; from += 4) {
    yield { records: entries.slice(from, from + 4), cursor: from + 4 };
  }
}

const door: Source = { name: "door", normalize, pull };
const samples: readonly unknown[] = [...entries.slice(0, 2), { id: "x", minute: 3, person: "nobody" }];

describe("testSource passes", () => {
  test("a source that does what it promises", () => testSource(door, { samples }));

  test("one that cannot be pulled", () => testSource({ name: "door", normalize }, { samples }));

  test("one that gives pages as they come, and some again", async () => {
    async function* overlapping({ cursor, signal }: PullContext): AsyncGenerator<Page> {
      for (let from = Math.max(0, Number(cursor ?? 0) - 1); from < entries.length; from += 3) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        signal.throwIfAborted();
        yield { records: entries.slice(from, from + 3), cursor: from + 3 };
      }
    }
    await testSource({ ...door, pull: overlapping }, { samples });
  });

  test("one that says by an id that two records are the same event", async () => {
    const numbered = samples.map((record, line) => ({ line, record }));
    const again = [...numbered, { line: 9, record: samples[0] }];
    const lines: Source = { name: "door", normalize: (item) => normalize((item as (typeof again)[0]).record) };
    await testSource(lines, { samples: again });
  });

  test("one whose events all have another source than its name", () =>
    testSource({ ...door, name: "log" }, { samples }));
});

let count = 0;
const changing = (change: (event: EventInput, record: Entry) => unknown): Source => ({
  ...door,
  normalize: (record) => {
    const event = normalize(record);
    return event && (change(event, record as Entry) as EventInput);
  },
});
const pulling = (bad: NonNullable<Source["pull"]>): Source => ({ ...door, pull: bad });

describe("testSource refuses", () => {
  test.each<[string, Source, readonly unknown[], string | RegExp]>([
    ["no samples", door, [], 'source "door", samples: there are none; give a few records'],
    ["samples of which none is an event", door, samples.slice(2), "samples: none of them is an event"],
    ["samples that are no plain data", door, [{ ...entries[0], read: () => 1 }], "sample 1: it must be plain data"],
    [
      "a sample that is refused",
      door,
      [entries[0], {}],
      "sample 2: normalize must give an event, or null: it is no entry",
    ],
    [
      "an event that is none",
      changing((event) => ({ ...event, timestamp: "yesterday" })),
      samples,
      /sample 1: normalize must give an event, or null: "timestamp"/,
    ],
    ["a promise of an event", changing(async (event) => event), samples, "sample 1: normalize must give an event"],
    [
      "a look at the clock",
      changing((event) => ({ ...event, timestamp: new Date().toISOString() })),
      samples,
      "it used the clock; an event depends on its record alone",
    ],
    [
      "a random number",
      changing((event) => ({ ...event, external_id: `${Math.random()}` })),
      samples,
      "it used Math.random",
    ],
    [
      "an id by chance",
      changing((event) => ({ ...event, external_id: crypto.randomUUID() })),
      samples,
      "sample 1: the same record gave two events",
    ],
    [
      "an event that depends on what came before it",
      changing((event, { id }) => {
        if (id === "e1") count++;
        return id === "e0" ? { ...event, raw_data: { behind: count > 0 } } : event;
      }),
      samples,
      "sample 1: it gave another event when it came behind others",
    ],
    [
      "a record that is written to",
      changing((event, record) => Object.assign(record, { seen: true }) && event),
      samples,
      "sample 1: normalize must give an event, or null: Cannot add property seen",
    ],
    [
      "one event for two records",
      changing((event) => ({ ...event, external_id: "same" })),
      samples,
      'samples 1 and 2: they differ, and are the same event by source "door" and external_id "same"',
    ],
    [
      "one content for two records",
      changing(({ external_id: _, user: __, ...event }) => ({
        ...event,
        timestamp: "2025-01-20T09:00:00Z",
        raw_data: {},
      })),
      samples,
      'external_id "sha256:',
    ],
    [
      "its own name on some events only",
      changing((event, { id }) => ({ ...event, source: id === "e1" ? "window" : "door" })),
      samples,
      `some events have the source's name as their source, others "window"`,
    ],
    [
      "what is no record, given out as it came",
      { ...door, normalize: (record) => (isEntry(record) ? normalize(record) : (record as EventInput)) },
      samples,
      "the record undefined: normalize gave undefined that is no event; it must throw, or give null",
    ],
    [
      "what is no record, filled in",
      { ...door, normalize: (record) => (isEntry(record) ? normalize(record) : ({ source: "door" } as EventInput)) },
      samples,
      'the record null: normalize gave something that is no event; it must throw, or give null: "timestamp" is missing',
    ],
    ["a pull that brings nothing", pulling(() => []), samples, "pull from the beginning: it brings no event"],
    [
      "a page that is none",
      pulling(() => [{ records: entries, cursor: 1 }, entries as unknown as Page]),
      samples,
      "pull from the beginning, page 2: it is",
    ],
    [
      "a gap without a reason",
      pulling(() => [{ records: entries, cursor: 1, gaps: [{ from: null, to: null, reason: "" }] }]),
      samples,
      'pull from the beginning, page 1, gap 1: "reason" is "", expected what makes the source think so',
    ],
    [
      "a gap whose bounds are no times",
      pulling(() => [{ records: entries, cursor: 1, gaps: [{ from: "17", to: null, reason: "numbers are missing" }] }]),
      samples,
      'gap 1: "from" is "17", expected an ISO 8601 time, or null when nobody knows',
    ],
    [
      "a pause that never ends",
      pulling(() => [{ records: entries, cursor: 1, pause: Number.POSITIVE_INFINITY }]),
      samples,
      "page 1: its pause is ",
    ],
    [
      "a cursor that is not JSON",
      pulling(() => [{ records: entries, cursor: { at: new Date(0) } }]),
      samples,
      "page 1: its cursor is not JSON; as a store gives it back, at is",
    ],
    [
      "a pulled record that is refused",
      pulling(() => [{ records: [...entries, 7], cursor: 9 }]),
      samples,
      "pull from the beginning, page 1, record 10: normalize must give an event, or null: it is no entry",
    ],
    [
      "a cursor that goes too far",
      pulling(function* ({ cursor }) {
        for (let from = Number(cursor ?? 0); from < entries.length; from += 4) {
          yield { records: entries.slice(from, from + 4), cursor: from + 5 };
        }
      }),
      samples,
      'pull from the cursor of page 1, 5: it lost 1 events that came behind that page, the first "door\\te4"',
    ],
    [
      "a cursor that only the last page has",
      pulling(function* ({ cursor }) {
        if (cursor !== null) return;
        yield { records: entries.slice(0, 4), cursor: "end" };
        yield { records: entries.slice(4), cursor: "end" };
      }),
      samples,
      'pull from the cursor of page 1, "end": it lost 5 events',
    ],
    [
      "a pull that throws when there is nothing more",
      pulling(function* (context) {
        if (Number(context.cursor) > 8) throw new Error("there is no such page");
        yield* pull(context);
      }),
      samples,
      "pull from the cursor of page 3, 12: it threw: there is no such page",
    ],
    [
      "a pull that does not look at its signal",
      pulling(({ cursor }) => pull({ cursor, signal: new AbortController().signal })),
      samples,
      "pull with a signal that is aborted: it goes on behind the next page; it must look at its signal",
    ],
    [
      "a pull that stops only at its beginning",
      pulling(({ cursor, signal }) => (signal.aborted ? [] : pull({ cursor, signal: new AbortController().signal }))),
      samples,
      "pull that is aborted behind page 1: it goes on behind the next page",
    ],
  ])("%s", async (_, source, given, message) => {
    await expect(testSource(source, { samples: given })).rejects.toThrow(message);
  });

  test("a pull that sleeps when it should stop", { timeout: 10_000 }, async () => {
    const sleeping = pulling(async function* ({ cursor, signal }) {
      if (signal.aborted) await new Promise(() => undefined);
      yield* pull({ cursor, signal });
    });
    await expect(testSource(sleeping, { samples })).rejects.toThrow(
      "it goes on after 5 seconds; it must look at its signal",
    );
  });
});
