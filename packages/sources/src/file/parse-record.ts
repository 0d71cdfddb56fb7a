import { isUtf8 } from "node:buffer";
import { isJsonObject } from "../formats/fields.js";
import { isDangerous, isTooDeep } from "./depth.js";
import { tooDeep } from "./limits.js";
import { printable } from "./printable.js";
import type { Place, ReadItem } from "./read-item.js";

/**
 * Adds the records of one JSON text to the list: the object itself, the elements of an array, the `Records`
 * of a CloudTrail delivery; or the problem with it. Nothing for a blank text.
 */
export function parseRecord(text: string, place: Place, items: ReadItem[]): void {
  if (isDangerous(text)) {
    items.push({ problem: tooDeep, place });
    return;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isTooDeep(value, text)) items.push({ problem: tooDeep, place });
    else addRecords(value, place, items, text);
  } catch (error) {
    parseAgain(text, place, items, error);
  }
}

/** {@link parseRecord} for bytes that may be no text at all. */
export function parseBytes(bytes: Buffer, place: Place, items: ReadItem[]): void {
  if (isUtf8(bytes)) parseRecord(bytes.toString(), place, items);
  else items.push({ problem: `not UTF-8: ${excerpt(bytes.toString())}; convert it to UTF-8`, place });
}

/** What a syntax error says, without its own count of lines and its own excerpt. */
function syntaxProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return printable(
    message
      .replace(/ (?:in|after) JSON at position (\d+).*$/s, (_, position) => ` at character ${Number(position) + 1}`)
      .replace(/, (\.\.\.)?".*$/s, ""),
  );
}

function addRecords(value: unknown, place: Place, items: ReadItem[], text?: string): void {
  if (isJsonObject(value)) {
    if (Array.isArray(value.Records)) addElements(value.Records, place, items);
    else items.push({ record: value, place, text });
  } else if (Array.isArray(value)) {
    addElements(value, place, items);
  } else {
    items.push({ problem: `not a record: ${excerpt(JSON.stringify(value))}; a record is a JSON object`, place });
  }
}

function addElements(values: readonly unknown[], place: Place, items: ReadItem[]): void {
  for (const value of values) addRecords(value, place, items);
}

/** Off the fast path: blank lines, zeros in place of what was lost, and byte order marks where files were joined. */
function parseAgain(text: string, place: Place, items: ReadItem[], error: unknown): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
  const bare = text.replace(/^[\uFEFF\u0000]+/, "");
  if (bare.trim() === "") return;
  if (bare !== text) parseRecord(bare, place, items);
  else {
    const fact = `not JSON (${syntaxProblem(error)}): ${excerpt(text.trim())}`;
    items.push({ problem: `${fact}; a record is one JSON object`, place });
  }
}

/** The beginning of a text, harmless to a terminal. */
function excerpt(text: string): string {
  return printable(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
