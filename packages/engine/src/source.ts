import type { Duration } from "./duration.js";
import type { EventInput } from "./event.js";

/** Anything JSON can hold; where a source stopped, in its own words. */
export type Cursor = unknown;

/** A stretch of which a source may have missed something. */
export interface Gap {
  /** Since when, ISO 8601; null when nobody knows. */
  readonly from: string | null;
  /** Until when, ISO 8601; null when nobody knows. */
  readonly to: string | null;
  /** What makes it think so, for people, and what they can do about it. */
  readonly reason: string;
}

/** Some records of a source, and where to go on after them. */
export interface Page {
  /** Raw records, as they came; oldest first where the source can. */
  readonly records: readonly unknown[];
  /** Stored in the transaction that stores the last of the records, and handed to the next `pull`. JSON. */
  readonly cursor: Cursor;
  /** What may have been missed before these records; stored with them. */
  readonly gaps?: readonly Gap[] | undefined;
  /** Whether all that there was by now is stored with this page. A pull that ends has got there, too; say it where one goes on and on. */
  readonly caughtUp?: boolean | undefined;
  /** The source is not to be asked again before so many milliseconds are over, by any process; nothing by default. */
  readonly pause?: number | undefined;
}

/** What a pull is given. */
export interface PullContext {
  /** The cursor of the last page that was stored, or null at the first pull and where a `since` is asked for anew. */
  readonly cursor: Cursor;
  /** Event time to begin with where there is no cursor, ISO 8601; undefined for as early as the source can. */
  readonly since?: string | undefined;
  /** Aborted when the pull is to stop. */
  readonly signal: AbortSignal;
}

/** A request that somebody sent to push records. */
export interface PushedRequest {
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came, byte by byte: signatures are made over that. */
  readonly body: Uint8Array;
  /** When it came, ISO 8601. */
  readonly received_at: string;
}

/** An event whose `source`, when left out, is the name of the source that normalised it. */
export type NormalizedEvent = Omit<EventInput, "source"> & { readonly source?: string | undefined };

/** A plugin that brings records in and normalises them. Most are made by what {@link defineSource} gives. */
export interface Source {
  /** Unique among the sources of an engine; cursor, health and gaps are kept under it. */
  readonly name: string;
  /** One raw record as an event, or null for a record that is none. A thrown error rejects this record alone. */
  readonly normalize: (record: unknown) => NormalizedEvent | null;
  /**
   * Pages of records after the cursor. A page is stored in batches, with its cursor in the last; where that does not come
   * about, the next pull is given the cursor before, and what was stored of the page counts as duplicate. What it throws
   * makes the engine try again from the last stored page, later each time; an {@link McmError} with a `retryAfter` says
   * when, and one that is not `source_unavailable` that there is no use in it.
   */
  readonly pull?: ((context: PullContext) => AsyncIterable<Page> | Iterable<Page>) | undefined;
  /**
   * The records of a request that was pushed. They are stored before it is answered.
   *
   * @throws {McmError} `request_refused` for one that is not from whom it says, `invalid_request` for one that is no use.
   */
  readonly receive?: ((request: PushedRequest) => Promise<readonly unknown[]> | readonly unknown[]) | undefined;
  /** How often it is worth pulling; every 5 minutes by default. */
  readonly every?: Duration | undefined;
}
