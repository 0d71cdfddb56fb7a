import type { JsonObject } from "@mcm/engine";

/** Members that are no object, up to a record that is one. */
const beginning =
  /\s*\{(?:\s*"[a-z_]+"\s*:\s*(?:"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+|null|true|false)\s*,)*\s*"raw_data"\s*:\s*(?=\{)/y;

/** Further than this the record's beginning is not looked for. */
const longestBeginning = 4_096;

/**
 * The part of an event's JSON text that `raw_data` was parsed from, where it is the last member and no doubt is left;
 * undefined where it is not, or where finding out would take as long as writing it anew.
 *
 * The part begins at the record's bracket and ends at the event's last but one. Were there another member in it, that
 * would end in a bracket, too: a second `raw_data`, or one of the two fields that may hold anything. The others hold no
 * objects, or the event is refused; and a name of ours that is written with an escape has `\u00` in it.
 */
export function rawDataIn(text: string, event: JsonObject): string | undefined {
  if (isObject(event.id) || isObject(event.processed)) return undefined;
  beginning.lastIndex = 0;
  if (!beginning.test(text.slice(0, longestBeginning))) return undefined;
  const part = text.slice(beginning.lastIndex, text.lastIndexOf("}")).trimEnd();
  if (!part.endsWith("}") || part.includes('"raw_data"') || part.includes("\\u00")) return undefined;
  return part;
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;
