import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PageQuery, readPages } from "./pages.js";

interface Row {
  readonly id: number;
  readonly timestamp: string;
}

/** A list as the engine gives it: stable order, `from` inclusive, `to` exclusive. */
function reader(rows: readonly Row[], reads: PageQuery[] = []) {
  return async (query: PageQuery): Promise<readonly Row[]> => {
    reads.push(query);
    const { sort = "-timestamp", from = "", to = "9", limit = 100, offset = 0 } = query;
    const direction = sort.startsWith("-") ? -1 : 1;
    return rows
      .filter(({ timestamp }) => timestamp >= from && timestamp < to)
      .sort((a, b) => direction * (a.timestamp.localeCompare(b.timestamp) || a.id - b.id))
      .slice(offset, offset + limit);
  };
}

const rowsAt = (moments: readonly number[]): Row[] =>
  moments.map((moment, id) => ({ id, timestamp: new Date(Date.UTC(2025, 0, 1) + moment).toISOString() }));

async function all(rows: readonly Row[], query: PageQuery, limit?: number): Promise<Row[]> {
  const found: Row[] = [];
  for await (const page of readPages(reader(rows), query, limit)) found.push(...page);
  return found;
}

describe("readPages", () => {
  it("gives each row once and in order, however many share a moment", async () => {
    const moments = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 0, maxLength: 4500 });
    const sorts = fc.constantFrom<PageQuery>({}, { sort: "timestamp" }, { sort: "-timestamp" }, { sort: "user" });
    await fc.assert(
      fc.asyncProperty(moments, sorts, async (moments, query) => {
        const rows = rowsAt(moments);
        expect(await all(rows, query)).toEqual(await reader(rows)({ ...query, limit: 5000 }));
      }),
      { numRuns: 30 },
    );
  });

  it("stops at the limit", async () => {
    const rows = rowsAt(Array.from({ length: 3000 }, (_, index) => index));
    expect(await all(rows, {}, 2500)).toEqual(await reader(rows)({ limit: 2500 }));
    expect(await all(rows, {}, 3)).toHaveLength(3);
  });

  it("keeps to the range asked for", async () => {
    const rows = rowsAt(Array.from({ length: 5000 }, (_, index) => index));
    const range = { from: rows[100]?.timestamp, to: rows[4200]?.timestamp };
    expect(await all(rows, range)).toHaveLength(4100);
    expect(await all(rows, { ...range, sort: "timestamp" })).toHaveLength(4100);
  });

  it("skips few rows in a long list, so that its cost grows with its length alone", async () => {
    const reads: PageQuery[] = [];
    const rows = rowsAt(Array.from({ length: 20_000 }, (_, index) => index));
    for await (const _ of readPages(reader(rows, reads), {}));
    expect(Math.max(...reads.map(({ offset = 0 }) => offset))).toBe(1);
  });
});
