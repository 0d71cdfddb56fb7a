import { createEngine, cursorOf, type Engine, type EventQuery, type SourceEvent } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PageReader, readPages } from "./pages.js";

/** Many of one moment, and many of no user. */
const events = Array.from({ length: 4500 }, (_, index) => ({
  source: "app",
  external_id: `${index}`,
  timestamp: new Date(Date.UTC(2025, 0, 1) + ((index * 7) % 5) * 1000).toISOString(),
  event_type: index % 3 === 0 ? "login" : "logout",
  user: index % 4 === 0 ? null : `user-${index % 11}`,
  raw_data: {},
}));

let engine: Engine;
beforeAll(async () => {
  engine = createEngine({ store: sqlite(":memory:"), batchSize: 5000 });
  await engine.ingest(events);
});
afterAll(() => engine.close());

const reader = (reads: EventQuery[] = []): PageReader<EventQuery, SourceEvent> => ({
  read: (query) => {
    reads.push(query);
    return engine.events(query);
  },
  cursorOf: (event, { sort }) => cursorOf("events", event, sort),
});

async function all(query: EventQuery, limit?: number): Promise<number[]> {
  const found: number[] = [];
  for await (const page of readPages(reader(), query, limit)) found.push(...page.map(({ id }) => id));
  return found;
}

describe("readPages", () => {
  const queries: EventQuery[] = [{}, { sort: "timestamp" }, { sort: "-user" }, { sort: "event_type", source: "app" }];
  it.each(queries)("gives each row once and in order of %j, however many share a moment", async (query) => {
    const whole = await engine.events({ ...query, limit: 5000 });
    expect(await all(query)).toEqual(whole.map(({ id }) => id));
  });

  it("stops at the limit", async () => {
    const ids = (await engine.events({ limit: 2500 })).map(({ id }) => id);
    expect(await all({}, 2500)).toEqual(ids);
    expect(await all({}, 3)).toEqual(ids.slice(0, 3));
  });

  it("skips no rows, so that its cost grows with its length alone", async () => {
    const reads: EventQuery[] = [];
    for await (const _ of readPages(reader(reads), {}));
    expect(reads).toHaveLength(5);
    expect(reads.every(({ offset }) => offset === undefined)).toBe(true);
  });
});
