/** Headers of an answer, by name in lower case. */
export type AnswerHeaders = Readonly<Record<string, string | number | undefined>>;

/** An answer that may be a refusal for having asked too often. */
export interface Refusal {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** What GitHub says of it. */
  readonly message: string;
}

/** How long GitHub is left alone where it does not say how long, at first and at most, in milliseconds. */
const [firstRest, longestRest] = [60_000, 3_600_000];

/** GitHub's own clocks are a little apart. */
const margin = 1_000;

/**
 * How long GitHub wants to be left alone, in milliseconds; null for what is no matter of too many requests. Where it
 * does not say, it is a minute, twice as long for each such answer `before` it, at most an hour.
 */
export function restAsked(refusal: Refusal, before: number): number | null {
  if (!isLimit(refusal)) return null;
  const { headers } = refusal;
  const said = afterOf(headers["retry-after"], dateOf(headers)) ?? restOf(headers);
  return said ?? Math.min(longestRest, firstRest * 2 ** before);
}

/** Until when no request is left, in milliseconds from now; null while some are, or nobody says. */
export function restOf(headers: AnswerHeaders): number | null {
  const reset = Number(headers["x-ratelimit-reset"]);
  if (String(headers["x-ratelimit-remaining"]) !== "0" || !(reset > 0)) return null;
  // By GitHub's clock, for ours may be wrong.
  return Math.max(0, reset * 1000 - dateOf(headers)) + margin;
}

/** When it was answered, by GitHub's clock; by ours where that is not said. */
export function dateOf(headers: AnswerHeaders): number {
  const date = Date.parse(String(headers.date));
  return Number.isNaN(date) ? Date.now() : date;
}

const limitWords = /rate limit|abuse detection/i;

function isLimit({ status, headers, message }: Refusal): boolean {
  if (status === 429) return true;
  if (status === 503) return headers["retry-after"] !== undefined;
  if (status !== 403) return false;
  return headers["retry-after"] !== undefined || restOf(headers) !== null || limitWords.test(message);
}

/** Seconds, or a date. */
function afterOf(value: string | number | undefined, now: number): number | null {
  if (value === undefined) return null;
  const seconds = Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(String(value)) - now;
  return wait >= 0 ? wait : null;
}
