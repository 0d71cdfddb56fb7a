import type { EventQuery, Finding, FindingQuery, SourceEvent, Summary } from "@mcm/engine";
import { notOurs, problemOf, unreachable } from "./problem";

/** Some rows of a list, and how many the list has in all. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  /** Whether there are more than `total`, which was not counted further. */
  readonly more: boolean;
}

/** How long an answer may take, in milliseconds. */
const patience = 15_000;

interface Options {
  /** Aborted when the answer is no longer wanted. */
  readonly signal?: AbortSignal;
}

/**
 * Totals and counts a day.
 *
 * @throws {ApiError} when the server cannot be reached or refuses.
 */
export async function getSummary(options: Options = {}): Promise<Summary> {
  const { body } = await request("/api/stats/summary", options);
  return body as Summary;
}

/**
 * A page of the findings that match; newest first and at most 100 by default.
 *
 * @throws {ApiError} when the server cannot be reached or refuses.
 */
export function getFindings(params: FindingQuery = {}, options: Options = {}): Promise<Page<Finding>> {
  return list<Finding>("/api/findings", params, options);
}

/**
 * A page of the events that match; newest first and at most 100 by default.
 *
 * @throws {ApiError} when the server cannot be reached or refuses.
 */
export function getEvents(params: EventQuery = {}, options: Options = {}): Promise<Page<SourceEvent>> {
  return list<SourceEvent>("/api/events", params, options);
}

/** A query as the API takes it: what is undefined is left out, an array repeats its parameter. */
export function searchOf(params: FindingQuery | EventQuery): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of [value ?? []].flat()) search.append(name, String(one));
  }
  return search.size === 0 ? "" : `?${search}`;
}

async function list<Row>(path: string, params: FindingQuery | EventQuery, options: Options): Promise<Page<Row>> {
  const { body, response } = await request(path + searchOf(params), options);
  const total = Number(response.headers.get("x-total-count") ?? Number.NaN);
  if (!Array.isArray(body) || !Number.isInteger(total)) throw notOurs(response);
  return { rows: body, total, more: response.headers.get("x-total-count-relation") === "gte" };
}

async function request(url: string, { signal }: Options) {
  const timeout = AbortSignal.timeout(patience);
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }).catch((cause: unknown) => {
    throw signal?.aborted ? cause : unreachable(cause);
  });
  if (!response.ok) throw await problemOf(response);
  const body: unknown = await response.json().catch((cause: unknown) => {
    throw signal?.aborted ? cause : notOurs(response, cause);
  });
  return { body, response };
}
