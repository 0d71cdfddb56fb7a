import type { JsonObject } from "@mcm/engine";
import { fieldProblem } from "./fields.js";

const written = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2}:\d{2})([.,]\d+)? ?(?:(Z|z|UTC)|([+-]\d{2}):?(\d{2}))?$/;

const epoch = /^\d+(\.\d+)?$/;

/**
 * Units since 1970 by size, each from March 1973 to the year 5138: seconds lie in [1e8, 1e11), milliseconds in [1e11, 1e14),
 * microseconds in [1e14, 1e17), nanoseconds in [1e17, 1e20).
 */
const [firstSecond, firstMillisecond, firstMicrosecond, firstNanosecond, afterLast] = [1e8, 1e11, 1e14, 1e17, 1e20];

/**
 * A time of a log as ISO 8601 in UTC with milliseconds, or undefined when it is none. Taken are seconds, milliseconds,
 * microseconds or nanoseconds since 1970, as a number or as text, and `2023-01-31 18:58:27.638`, with `T` or a space, with
 * or without fraction and time zone; without one it means UTC.
 */
export function utcTime(value: unknown): string | undefined {
  if (typeof value === "number") return fromEpoch(value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return epoch.test(text) ? fromEpoch(Number(text)) : fromText(text);
}

function fromEpoch(value: number): string | undefined {
  if (!(value >= firstSecond && value < afterLast)) return undefined;
  return iso(new Date(milliseconds(value)));
}

/** A millisecond that has begun is not over: parts of it are cut off, as they are of a time that is written out. */
function milliseconds(value: number): number {
  if (value < firstMillisecond) return Math.round(value * 1000);
  if (value < firstMicrosecond) return Math.round(value);
  return Math.floor(value < firstNanosecond ? value / 1e3 : value / 1e6);
}

function fromText(text: string): string | undefined {
  const [, year, month, day, clock, fraction = "", , hours, minutes] = written.exec(text) ?? [];
  if (clock === undefined || !isDay(Number(year), Number(month), Number(day))) return undefined;
  const zone = hours === undefined ? "Z" : `${hours}:${minutes}`;
  return iso(new Date(`${year}-${month}-${day}T${clock}${fraction.replace(",", ".")}${zone}`));
}

/** `Date` would make the 30th of February the 2nd of March. */
function isDay(year: number, month: number, day: number): boolean {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

function iso(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/**
 * The time of a record: the first of the fields that it has.
 *
 * @throws {McmError} `invalid_event`, naming the field.
 */
export function timeOf(format: string, record: JsonObject, fields: readonly [string, ...string[]]): string {
  const field = fields.find((name) => record[name] !== undefined && record[name] !== null) ?? fields[0];
  const time = utcTime(record[field]);
  if (time !== undefined) return time;
  throw fieldProblem(
    format,
    field,
    record[field],
    'a time such as "2025-01-20T09:00:00Z", "2025-01-20 09:00:00.000" (UTC) or 1737363600000 (milliseconds since 1970)',
  );
}
