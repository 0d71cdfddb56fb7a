import type { EventInput } from "./event.js";

/** Anything JSON can hold; where a source stopped, in its own words. */
export type Cursor = unknown;

/** Some records of a source, and where to go on after them. */
export interface Page {
  /** Raw records, as they came; oldest first where the source can. */
  readonly records: readonly unknown[];
  /** Stored in the transaction that stores the records, and handed to the next `pull`. JSON. */
  readonly cursor: Cursor;
}

/** What a pull is given. */
export interface PullContext {
  /** The cursor of the last page that was stored, or null at the first pull. */
  readonly cursor: Cursor;
  /** Aborted when the pull is to stop. */
  readonly signal: AbortSignal;
}

/** A plugin that brings records in and normalises them. */
export interface Source {
  /** Unique among the sources of an engine; the `source` of its events, unless `normalize` says otherwise. */
  readonly name: string;
  /** One raw record as an event, or null for a record that is none. A thrown error rejects this record alone. */
  readonly normalize: (record: unknown) => EventInput | null;
  /** Pages of records after the cursor. Every page is stored, with its cursor, in one transaction. */
  readonly pull?: (context: PullContext) => AsyncIterable<Page> | Iterable<Page>;
}

/** A source, checked by the compiler; returns it unchanged. */
export function defineSource(source: Source): Source {
  return source;
}
