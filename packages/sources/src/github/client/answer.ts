import { dateOf, restOf } from "./rest.js";
import type { Received } from "./send.js";

/** What GitHub answered. */
export interface Answer extends Pick<Received, "status" | "data"> {
  readonly etag: string | null;
  /** When it was answered, by GitHub's clock: milliseconds since 1970. */
  readonly date: number;
  /** The query of the next page; null behind the last one. */
  readonly next: URLSearchParams | null;
  /** Milliseconds until there are requests left again; undefined while some are. */
  readonly rest: number | undefined;
  /** Milliseconds until it is worth asking for changes, by GitHub's word or because no requests are left. */
  readonly pause: number | undefined;
}

/** What an answer's status, headers and body say. */
export function answerOf({ status, headers, data }: Received): Answer {
  const rest = restOf(headers) ?? undefined;
  const poll = Number(headers["x-poll-interval"]) * 1000 || 0;
  return {
    status,
    data,
    etag: headers.etag === undefined ? null : String(headers.etag),
    date: dateOf(headers),
    next: nextIn(headers.link),
    rest,
    pause: Math.max(rest ?? 0, poll) || undefined,
  };
}

function nextIn(link: string | number | undefined): URLSearchParams | null {
  const url = /<([^<>]+)>; *rel="next"/.exec(String(link ?? ""))?.[1];
  return (url !== undefined && URL.parse(url)?.searchParams) || null;
}
