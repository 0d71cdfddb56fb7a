import type { Cursor, EventInput, Page } from "@mcm/engine";
import { describe, expect, test } from "vitest";
import { fake } from "./fake.js";
import { generateFakeEvents } from "./fake-events.js";

const options = { seed: 3, to: "2025-02-01T00:00:00Z", count: 3500 };

async function pull(source = fake(options), cursor: Cursor = null): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of source.pull?.({ cursor, signal: new AbortController().signal }) ?? []) {
    pages.push(JSON.parse(JSON.stringify(page)));
  }
  return pages;
}

const recordsOf = (pages: readonly Page[]) => pages.flatMap((page) => page.records);

describe("fake events as a source", () => {
  test("come in pages, all of them, and are events already", async () => {
    const pages = await pull();
    const events = generateFakeEvents(3500, options);
    expect(pages.map((page) => page.records.length)).toEqual([1000, 1000, 1000, 500]);
    expect(recordsOf(pages)).toEqual(events);
    expect(fake().name).toBe("fake");
    expect(fake().normalize(events[0])).toEqual(events[0]);
  });

  test("go on from any page, and come to an end", async () => {
    const pages = await pull();
    for (const [index, page] of pages.entries()) {
      expect(recordsOf(await pull(fake(options), page.cursor))).toEqual(recordsOf(pages.slice(index + 1)));
    }
  });

  test("keep to the month of the first pull, however late the next one comes", async () => {
    const [first] = await pull(fake({ count: 1500 }));
    const [rest] = await pull(fake({ count: 1500 }), first?.cursor);
    const again = await pull(fake({ count: 1500, ...range(first) }));
    expect([...(first?.records ?? []), ...(rest?.records ?? [])]).toEqual(recordsOf(again));
    expect(await pull(fake({ count: 1500 }), rest?.cursor)).toEqual([]);
  });

  test("begin another month when other ones are asked for, or the cursor is none", async () => {
    const [first] = await pull();
    expect(recordsOf(await pull(fake({ ...options, seed: 4 }), first?.cursor))).toHaveLength(3500);
    expect(recordsOf(await pull(fake({ ...options, to: "2025-03-01T00:00:00Z" }), first?.cursor))).toHaveLength(3500);
    expect(recordsOf(await pull(fake(options), { page: 2 }))).toHaveLength(3500);
  });

  test("stop when they are told to", () => {
    const pages = fake(options).pull?.({ cursor: null, signal: AbortSignal.abort() });
    expect([...(pages as Iterable<Page>)]).toEqual([]);
  });

  test("refuse what is out of bounds at once", () => {
    expect(() => fake({ count: -1 })).toThrow('fake events: "count" is -1');
  });
});

function range(page: Page | undefined): { from: string; to: string } {
  const { from = "", to = "" } = (page?.cursor ?? {}) as { from?: string; to?: string };
  const times = ((page?.records ?? []) as EventInput[]).map((event) => event.timestamp);
  expect(times.every((time) => time >= from && time < to)).toBe(true);
  return { from, to };
}
