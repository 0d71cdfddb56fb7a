import { describe, expect, it } from "vitest";
import { type Column, layTable } from "./table.js";

interface Row {
  readonly user: string | null;
  readonly count: number;
  readonly text: string;
}

const columns: Column<Row>[] = [
  { header: "user", value: ({ user }) => user },
  { header: "count", value: ({ count }) => count, align: "right" },
  { header: "text", value: ({ text }) => text },
];

const rows: Row[] = [
  { user: "李雷", count: 5, text: "short" },
  { user: null, count: 12_345, text: "a text that is longer" },
];

function lines(width?: number): string[] {
  const table = layTable(columns, rows, width);
  return [table.header, ...rows.map(table.line)];
}

describe("layTable", () => {
  it("aligns columns by what a terminal shows, numbers at the right", () => {
    expect(lines()).toEqual(["user  count  text", "李雷      5  short", "–     12345  a text that is longer"]);
  });

  it("cuts the last column at the line's width", () => {
    expect(lines(30)[2]).toBe("–     12345  a text that is l…");
  });

  it("keeps the layout for rows that come later, and shows their control characters", () => {
    const table = layTable(columns, rows);
    expect(table.line({ user: "\u001bc", count: 1, text: "x" })).toBe("\\u001bc      1  x");
  });

  it("cuts a cell that would push the others away", () => {
    const table = layTable(columns, [{ user: "x".repeat(500), count: 1, text: "end" }]);
    expect(table.line({ user: "y".repeat(500), count: 1, text: "end" })).toBe(`${"y".repeat(59)}…      1  end`);
  });
});
