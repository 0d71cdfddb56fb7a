import stringWidth from "string-width";
import { visible } from "./visible.js";

/** One column of a table for people. */
export interface Column<Row> {
  readonly header: string;
  /** What the row shows; null for nothing. Control characters are made visible. */
  readonly value: (row: Row) => string | number | null;
  /** Right for numbers; left by default. */
  readonly align?: "right" | undefined;
  /** Dresses the padded cell, on a terminal that shows colour. */
  readonly style?: ((text: string, row: Row) => string) | undefined;
}

/** How wide a cell may be, unless it is the last of its line. */
const widest = 60;

/** Rows of any number under one header, each column as wide as the first rows demand. */
export interface Table<Row> {
  readonly header: string;
  readonly line: (row: Row) => string;
}

/**
 * Lays columns out for the rows given; later rows keep to the same widths. A line is cut at `width` characters,
 * in its last column; without a `width` the last column is never cut.
 */
export function layTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width = Number.POSITIVE_INFINITY,
): Table<Row> {
  const cells = boxes(columns, rows, width);
  const join = (texts: readonly string[]) => texts.join(gap).trimEnd();
  return {
    header: join(cells.map(({ column, box }) => fill(column.header, box))),
    line: (row) => join(cells.map(({ column, box }) => (column.style ?? plain)(fill(shown(column, row), box), row))),
  };
}

/** What a cell is padded to, what it is cut at, and on which side it stands. */
interface Box {
  readonly width: number;
  readonly most: number;
  readonly align: "right" | undefined;
}

const gap = "  ";
const plain = (text: string) => text;

const shown = <Row>(column: Column<Row>, row: Row) => visible(String(column.value(row) ?? "–"));

function boxes<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number) {
  let room = width;
  return columns.map((column, index) => {
    const most = index === columns.length - 1 ? Math.max(10, room) : widest;
    const box: Box = { width: Math.min(most, widthOf(column, rows)), most, align: column.align };
    room -= box.width + gap.length;
    return { column, box };
  });
}

function widthOf<Row>(column: Column<Row>, rows: readonly Row[]): number {
  return rows.reduce((width, row) => Math.max(width, stringWidth(shown(column, row))), stringWidth(column.header));
}

function fill(text: string, { width, most, align }: Box): string {
  const cut = stringWidth(text) > most ? cutTo(text, most) : text;
  const padding = " ".repeat(Math.max(0, width - stringWidth(cut)));
  return align === "right" ? padding + cut : cut + padding;
}

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function cutTo(text: string, width: number): string {
  let kept = "";
  let room = width - 1;
  for (const { segment } of characters.segment(text)) {
    room -= stringWidth(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}
