import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cursorOf } from "./cursor.js";
import { createEngine } from "./engine/create-engine.js";
import type { Engine } from "./engine.js";
import type { EventInput } from "./event.js";
import { type EventQuery, eventSorts, type FindingQuery, findingSorts } from "./query.js";
import { sqlite } from "./stores/sqlite.js";

const users = ["ada", "bob", null, "ünder", "zoë"];
const event = (index: number, prefix: string): EventInput => ({
  source: index % 3 === 0 ? "web" : "app",
  external_id: `${prefix}${index}`,
  timestamp: new Date(Date.UTC(2025, 0, 1) + ((index * 7) % 9) * 60_000).toISOString(),
  event_type: index % 2 === 0 ? "login" : "logout",
  user: users[index % users.length] ?? null,
  severity_hint: index % 4 === 0 ? "high" : null,
  raw_data: {},
});
const events = (prefix: string) => Array.from({ length: 60 }, (_, index) => event(index, prefix));

const about = { title: "T", description: "{{user}}" } as const;
const rules = [
  { ...about, name: "logins", severity: "low", on: ["login"], controls: ["SOC2:CC6.1"] },
  { ...about, name: "of-users", severity: "critical", on: ["logout"], dedup: { group_by: ["user"], quiet: "2m" } },
] as const;

let engine: Engine;
beforeAll(async () => {
  engine = createEngine({ store: sqlite(":memory:"), rules });
  await engine.ingest(events("a"));
});
afterAll(() => engine.close());

/** All rows by cursors, a few at a time, with some work behind each page. */
async function walk<Row extends { id: number }>(
  read: (cursor: string | undefined) => Promise<Row[]>,
  cursorOfRow: (row: Row) => string,
  between: () => Promise<unknown> = async () => undefined,
): Promise<number[]> {
  const seen: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const rows = await read(cursor);
    const last = rows.at(-1);
    if (!last) return seen;
    seen.push(...rows.map(({ id }) => id));
    cursor = cursorOfRow(last);
    await between();
  }
}

const both = <Key extends string>(keys: readonly Key[]) => keys.flatMap((key) => [key, `-${key}`] as const);

describe("pages by cursor make up the list", () => {
  const filters: EventQuery[] = [{}, { user: ["ada", "bob"] }, { source: "web" }, { event_type: "login", user: "zoë" }];
  test.each(both(eventSorts))("of events sorted by %s", async (sort) => {
    for (const filter of filters) {
      const whole = await engine.events({ ...filter, sort, limit: 1000 });
      const read = (cursor: string | undefined) => engine.events({ ...filter, sort, limit: 7, cursor });
      expect(await walk(read, (row) => cursorOf("events", row, sort))).toEqual(whole.map(({ id }) => id));
    }
  });

  const narrower: FindingQuery[] = [{}, { severity: ["low", "critical"] }, { control: "SOC2:CC6.1" }, { user: "ada" }];
  test.each(both(findingSorts))("of findings sorted by %s", async (sort) => {
    for (const filter of narrower) {
      const whole = await engine.findings({ ...filter, sort, limit: 1000 });
      expect(whole.length).toBeGreaterThan(5);
      const read = (cursor: string | undefined) => engine.findings({ ...filter, sort, limit: 3, cursor });
      expect(await walk(read, (row) => cursorOf("findings", row, sort))).toEqual(whole.map(({ id }) => id));
    }
  });

  test.each(both(eventSorts))("of events sorted by %s, each once, while others come", async (sort) => {
    const before = (await engine.events({ sort, limit: 1000 })).map(({ id }) => id);
    let round = 0;
    const seen = await walk(
      (cursor) => engine.events({ sort, limit: 20, cursor }),
      (row) => cursorOf("events", row, sort),
      () => engine.ingest(round < 3 ? events(`${sort}-${round++}-`).slice(0, 15) : []),
    );
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => before.includes(id))).toEqual(before);
  });
});

describe("a cursor is refused", () => {
  const row = { id: 1, timestamp: "2025-01-01T00:00:00.000Z", user: "ada" } as never;
  const forged = (...fields: unknown[]) => btoa(JSON.stringify(fields)).replaceAll("=", "");
  test.each([
    ["that is none", "%%%", {}, /"cursor" is none; take it from the page before/],
    ["that is empty", "", {}, /"cursor" is none/],
    ["that was cut off", cursorOf("events", row).slice(0, -4), {}, /"cursor" is none/],
    ["of findings", cursorOf("findings", row), {}, /belongs to a list of findings; start this list without one/],
    ["of another sort", cursorOf("events", row, "user"), { sort: "-user" }, /belongs to the sort user, not -user/],
    ["with a key of another type", forged("events", "user", 5, 0, 1), { sort: "user" }, /"cursor" is none/],
    ["with no key where there is always one", forged("events", "source", null, 0, 1), { sort: "source" }, /is none/],
    [
      "with an offset",
      cursorOf("events", row),
      { offset: 1 },
      /"offset" \(1\) excludes "cursor"; leave one of them out/,
    ],
  ] as const)("%s", async (_, cursor, query, message) => {
    await expect(engine.events({ ...query, cursor })).rejects.toThrow(message);
  });
});
