import type { NewEvent, SourceEvent } from "./event.js";
import type { EvaluatedFinding, Finding } from "./finding.js";
import type { Neighbours, Point, PointQuestion } from "./kind.js";
import type { Position } from "./order.js";
import type { EventFilter, EventQuery, FindingFilter, FindingQuery, Summary } from "./query.js";
import type { Cursor } from "./source.js";

/** A finding with what evaluation needs to go on with it. */
export interface FindingRecord {
  readonly finding: EvaluatedFinding;
  /** The store's number for it; null until stored. */
  readonly row: number | null;
  /** Hash of the rule that made it. Two versions of a rule never share findings. */
  readonly rule_version: string;
  /** The group's key; null for a rule whose matches are findings one by one. */
  readonly group: string | null;
  /** The tie of the completing event. */
  readonly anchor_tie: string;
  /** The tie of the last event. */
  readonly last_tie: string;
  /** How many of `event_count` come up to and including the completing event. */
  readonly lead: number;
}

/** A finding that came, changed or went. */
export interface FindingChange {
  readonly type: "created" | "amended" | "withdrawn";
  readonly record: FindingRecord;
  /** The `timestamp` that is stored for it, where it differs from the new one. */
  readonly moved_from?: string | undefined;
}

/** One group of one match set. */
export interface GroupName {
  /** Hash of what selects and groups events; rules that share it share points. */
  readonly match_set: string;
  readonly group: string;
}

/** New points of a group, in order. */
export interface GroupPoints extends GroupName {
  /** Whether the store is to keep the group's last point at hand, to tell when it falls silent. */
  readonly watched: boolean;
  readonly points: readonly Point[];
}

/** What evaluation asks of the past, many groups at once. */
export interface HistoryQuestions {
  readonly points: readonly (PointQuestion & GroupName)[];
  /** How many points lie behind one position, up to and including another. */
  readonly counts: readonly (GroupName & { readonly after: Position; readonly to: Position })[];
  /** Live findings of a group of which some moment from completing to last event lies between `from` and `to`, in milliseconds. */
  readonly findings: readonly {
    readonly rule_name: string;
    readonly rule_version: string;
    readonly group: string;
    readonly from: number;
    readonly to: number;
  }[];
  readonly events: readonly number[];
  /** Watched groups whose last point, of this source, is more than `silence` older than the newest event of the source that the rules have seen, and that were not told yet. */
  readonly silent: readonly { readonly match_set: string; readonly source: string; readonly silence: number }[];
}

/** The answers, in the order of the questions. */
export interface HistoryAnswers {
  readonly points: readonly Neighbours[];
  readonly counts: readonly number[];
  /** Oldest first. */
  readonly findings: readonly (readonly FindingRecord[])[];
  readonly events: readonly SourceEvent[];
  readonly silent: readonly (readonly { readonly group: string; readonly last: Point }[])[];
}

/** What the rules made of some events. */
export interface Evaluated {
  readonly points: readonly GroupPoints[];
  readonly changes: readonly FindingChange[];
  /** Groups whose silence is told by now, until their last point changes. */
  readonly told: readonly GroupName[];
}

/** All that is written together or not at all. */
export interface StoreTransaction {
  /** Whether somebody else wrote since this store's last transaction, so that nothing remembered from it holds. */
  readonly changedElsewhere: boolean;
  /**
   * Adds events that are not there yet, known by source and external id.
   * Gives each one's number, or null for one that was there.
   */
  append(events: readonly NewEvent[], processed: boolean): Promise<(number | null)[]>;
  /** Some events that the rules have not seen, in the order of their numbers. */
  unprocessed(limit: number): Promise<SourceEvent[]>;
  markProcessed(ids: readonly number[]): Promise<void>;
  recall(questions: HistoryQuestions): Promise<HistoryAnswers>;
  /** Writes what the rules made. Gives the number of each created finding, in the order of the changes. */
  save(evaluated: Evaluated, createdAt: number): Promise<number[]>;
  cursor(source: string): Promise<Cursor>;
  setCursor(source: string, cursor: Cursor): Promise<void>;
}

/** Where events and findings live. */
export interface Store {
  /**
   * Connects and brings the schema up to date. Called before anything else; may be called again.
   *
   * @throws {McmError} `store_unavailable`, or `store_too_new` for a schema from a newer version.
   */
  open(): Promise<void>;
  /** Runs the work alone among writers; what it wrote is kept when it returns, and gone when it throws. */
  transaction<Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result>;
  events(query: EventQuery): Promise<SourceEvent[]>;
  findings(query: FindingQuery): Promise<Finding[]>;
  countEvents(filter: EventFilter): Promise<number>;
  countFindings(filter: FindingFilter): Promise<number>;
  summary(range: { readonly from?: string | undefined; readonly to?: string | undefined }): Promise<Summary>;
  close(): Promise<void>;
}
