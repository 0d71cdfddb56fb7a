import { McmError } from "@mcm/engine";
import { utcTime } from "../formats/time.js";

/** Which fake events. The same options give the same events, to the last byte. */
export interface FakeOptions {
  /** A whole number; 1 by default. */
  readonly seed?: number | undefined;
  /** The first moment, ISO 8601; 30 days before `to` by default. */
  readonly from?: string | undefined;
  /** The end, which no event reaches, ISO 8601; now by default. */
  readonly to?: string | undefined;
  /** How many people act, from 2 to 10,000; 12 by default, and more from 24,000 events on: one for each 2,000. */
  readonly users?: number | undefined;
}

/** {@link FakeOptions} with their defaults, times in milliseconds. */
export interface FakePlan {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly users: number;
  readonly count: number;
}

/** 30 days in milliseconds. */
const month = 30 * 24 * 60 * 60 * 1000;

/** @throws {McmError} `invalid_source`, naming the option, what it was and what it takes. */
export function planOf(count: number, options: FakeOptions): FakePlan {
  wholeNumber("count", count, 0, Number.MAX_SAFE_INTEGER);
  const to = time("to", options.to) ?? Date.now();
  const from = time("from", options.from) ?? to - month;
  if (from >= to) {
    throw invalid("from", options.from, `a time before "to" (${new Date(to).toISOString()})`);
  }
  return {
    seed: wholeNumber("seed", options.seed ?? 1, 0, 2 ** 32 - 1),
    from,
    to,
    users: wholeNumber("users", options.users ?? Math.min(10_000, Math.max(12, Math.ceil(count / 2000))), 2, 10_000),
    count,
  };
}

function time(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const iso = utcTime(value);
  if (iso === undefined) throw invalid(option, value, 'an ISO 8601 time such as "2025-01-20T00:00:00Z"');
  return Date.parse(iso);
}

function wholeNumber(option: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw invalid(option, value, `a whole number from ${least} to ${most}`);
}

function invalid(option: string, value: unknown, takes: string): McmError {
  return new McmError("invalid_source", `fake events: "${option}" is ${JSON.stringify(value)}; it takes ${takes}`);
}
