import { describe, expect, it } from "vitest";
import { heldPage } from "./held-page";

const row = (id: number, status = "open") => ({ id, status });

describe("a held page", () => {
  it("shows what changed in a row, in its place", () => {
    const latest = { rows: [row(2, "resolved"), row(1)], total: 2, more: false };
    expect(heldPage({ rows: [row(2), row(1)], total: 2, more: false }, latest)).toEqual({
      ...latest,
      news: 0,
      outdated: false,
    });
  });

  it("moves no row for new ones, and counts them", () => {
    const latest = { rows: [row(4), row(3), row(2, "resolved")], total: 5, more: false };
    expect(heldPage({ rows: [row(2), row(1)], total: 3, more: false }, latest)).toEqual({
      rows: [row(2, "resolved"), row(1)],
      total: 3,
      more: false,
      news: 2,
      outdated: true,
    });
  });

  it("announces rows that left or moved without calling them new", () => {
    const held = { rows: [row(2), row(1)], total: 2, more: false };
    expect(heldPage(held, { rows: [row(1)], total: 1, more: false })).toMatchObject({ news: 0, outdated: true });
    expect(heldPage(held, { rows: [row(1), row(2)], total: 2, more: false })).toMatchObject({
      news: 0,
      outdated: true,
    });
  });

  it("takes a new total without ado when the page is the same", () => {
    expect(
      heldPage({ rows: [row(1)], total: 1, more: false }, { rows: [row(1)], total: 9, more: false }),
    ).toMatchObject({ total: 9, news: 0 });
  });
});
