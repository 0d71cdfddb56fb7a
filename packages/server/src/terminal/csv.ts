import { stringify } from "csv-stringify/sync";
import { withoutControls } from "./visible.js";

/**
 * One CSV line, with its line break (RFC 4180). A cell that a spreadsheet would run as a formula gets `'` in front;
 * control characters are written as `\u001b`, so that a record is one line and safe to show.
 */
export function csvLine(cells: readonly unknown[]): string {
  return stringify([cells.map(cellOf)], { escape_formulas: true, record_delimiter: "windows" });
}

function cellOf(value: unknown): string | number {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return value;
  return withoutControls(typeof value === "string" ? value : JSON.stringify(value));
}
