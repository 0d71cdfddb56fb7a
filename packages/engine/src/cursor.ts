import { McmError } from "./errors.js";
import { type SourceEvent, severities } from "./event.js";
import type { Finding } from "./finding.js";
import type { EventQuery, FindingQuery } from "./query.js";

/** Where a list goes on: behind the row that these belong to. */
export interface Place {
  /** What the row is sorted by, as stores sort it: times in milliseconds, severities as their rank. */
  readonly key: string | number | null;
  /** The row's `timestamp` in milliseconds. */
  readonly time: number;
  readonly id: number;
}

type List = "events" | "findings";

const defaultSort = "-timestamp";

/**
 * A cursor for the page behind a row: opaque text that the same list takes, with the same sort, as `cursor`. The row
 * need not be there any more. It is made of the row alone, so a list can be gone on with behind any row, in any process.
 *
 * @example
 * ```ts
 * import { createEngine, cursorOf } from "@mcm/engine";
 * import { sqlite } from "@mcm/engine/sqlite";
 *
 * const engine = createEngine({ store: sqlite("mcm.db") });
 * const page = await engine.events({ user: "ada", limit: 50 });
 * const last = page.at(-1);
 * if (last) await engine.events({ user: "ada", limit: 50, cursor: cursorOf("events", last) });
 * ```
 */
export function cursorOf(list: "events", row: SourceEvent, sort?: EventQuery["sort"]): string;
export function cursorOf(list: "findings", row: Finding, sort?: FindingQuery["sort"]): string;
export function cursorOf(list: List, row: SourceEvent | Finding, sort: string = defaultSort): string {
  return toText([list, sort, keyOf(row, sort.replace("-", "")), Date.parse(row.timestamp), row.id]);
}

/**
 * The place that a cursor names.
 *
 * @throws {McmError} `invalid_query` for text that is no cursor, or one of another list or sort.
 */
export function placeOf(
  list: List,
  { cursor, sort = defaultSort }: { cursor: string; sort?: string | undefined },
): Place {
  const read = fromText(cursor);
  if (!isCursor(read)) throw refused("is none", "take it from the page before, unchanged, or leave it out");
  const [ofList, ofSort, key, time, id] = read;
  if (ofList !== list) throw refused(`belongs to a list of ${ofList}`, "start this list without one");
  if (ofSort !== sort) {
    throw refused(`belongs to the sort ${ofSort}, not ${sort}`, `start without one, or sort by ${ofSort}`);
  }
  return { key, time, id };
}

const refused = (fact: string, remedy: string): McmError =>
  new McmError("invalid_query", `"cursor" ${fact}; ${remedy}`);

function keyOf(row: object, name: string): unknown {
  const value = (row as Readonly<Record<string, unknown>>)[name];
  if (name === "severity") return severities.indexOf(value as (typeof severities)[number]);
  return name === "timestamp" || name === "created_at" ? Date.parse(String(value)) : value;
}

type Fields = readonly [list: string, sort: string, key: Place["key"], time: number, id: number];

function isCursor(read: unknown): read is Fields {
  if (!Array.isArray(read) || read.length !== 5) return false;
  const [list, sort, key, time, id]: readonly unknown[] = read;
  if (typeof list !== "string" || typeof sort !== "string" || !isKeyOf(sort.replace("-", ""), key)) return false;
  return Number.isSafeInteger(time) && Number.isSafeInteger(id);
}

const textSorts = ["event_type", "user", "source", "rule_name", "status"];

/** Stores compare the key with a column, so it must be of its type. */
function isKeyOf(sort: string, key: unknown): boolean {
  if (key === null) return sort === "user";
  return textSorts.includes(sort) ? typeof key === "string" : Number.isSafeInteger(key);
}

function toText(fields: readonly unknown[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(fields));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromText(text: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
