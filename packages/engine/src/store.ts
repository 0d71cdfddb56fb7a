import type { NewEvent, SourceEvent } from "./event.js";
import type { EvaluatedFinding, Finding } from "./finding.js";
import type { Neighbours, Point, PointQuestion } from "./kind.js";
import type { Position } from "./order.js";
import type { EventFilter, EventQuery, FindingFilter, FindingQuery, Summary, Total } from "./query.js";
import type { Cursor } from "./source.js";
import type { RecordedGap, SourceHealth, SourceState, StoredSource } from "./source-status.js";

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

/** A finding as people see it, with what evaluation needs to go on with it. */
export interface StoredFinding extends FindingRecord {
  readonly finding: Finding;
}

/** A finding that came, changed or went. */
export interface FindingChange {
  readonly type: "created" | "amended" | "withdrawn";
  readonly record: FindingRecord;
  /** As the store has it; undefined for one that is created. */
  readonly before?: FindingRecord | undefined;
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
  /** Whether points are going to be asked for by their value. */
  readonly sought: boolean;
  readonly points: readonly Point[];
}

/** What evaluation asks of the past, many groups at once. */
export interface HistoryQuestions {
  /** Whether a group has any point. */
  readonly groups: readonly GroupName[];
  readonly points: readonly (PointQuestion & GroupName)[];
  /** How many points lie behind one position, up to and including another. */
  readonly counts: readonly (GroupName & { readonly after: Position; readonly to: Position })[];
  /** Live findings of a group, which do not overlap, of which some moment from completing to last event lies between `from` and `to`, in milliseconds. */
  readonly findings: readonly {
    readonly rule_name: string;
    readonly rule_version: string;
    readonly group: string;
    readonly from: number;
    readonly to: number;
  }[];
  /** Live findings by their fingerprint. */
  readonly fingerprints: readonly string[];
  readonly events: readonly number[];
  /** Watched groups whose last point, of this source, is more than `silence` older than the newest event of the source that the rules have seen; those told already only with `again`. */
  readonly silent: readonly {
    readonly match_set: string;
    readonly source: string;
    readonly silence: number;
    readonly again: boolean;
  }[];
  /** Sources: the time of the newest event of each that the rules have seen. */
  readonly newest: readonly string[];
}

/** The answers, in the order of the questions. */
export interface HistoryAnswers {
  readonly groups: readonly boolean[];
  readonly points: readonly Neighbours[];
  readonly counts: readonly number[];
  /** Oldest first. */
  readonly findings: readonly (readonly FindingRecord[])[];
  readonly fingerprints: readonly (FindingRecord | null)[];
  /** Those that are there, in no order. */
  readonly events: readonly SourceEvent[];
  readonly silent: readonly (readonly { readonly group: string; readonly last: Point }[])[];
  /** In milliseconds; null for a source without events. */
  readonly newest: readonly (number | null)[];
}

/** What the rules made of some events. */
export interface Evaluated {
  readonly points: readonly GroupPoints[];
  readonly changes: readonly FindingChange[];
  /** Groups whose silence is told by now, until their last point changes. */
  readonly told: readonly GroupName[];
}

/** Stored events that the rules have seen, by event time. */
export interface ProcessedQuery {
  /** All when left out. */
  readonly event_types?: readonly string[] | undefined;
  /** In milliseconds, inclusive. */
  readonly from: number;
  /** In milliseconds, exclusive. */
  readonly to: number;
  /** The event of the previous page to go on behind, in the order of time and number. */
  readonly after?: { readonly time: number; readonly id: number } | undefined;
  readonly limit: number;
}

/** Live findings that other versions of a rule made. */
export interface OutdatedQuery {
  readonly rule_name: string;
  /** The version whose findings are not asked for. */
  readonly rule_version: string;
  /** Bounds of `timestamp` in milliseconds, the second exclusive. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** A place in a list that is gone through in steps; the store's own. */
export type Bookmark = readonly (number | string)[];

/** A step of deleting what is older than some event time, in milliseconds. */
export interface PruneStep {
  /**
   * `events`: those that the rules have seen, but for the completing events of findings that are open or acknowledged,
   * and the last ones of watched groups whose silence is not told yet. From the first step on, they are refused by
   * `append`'s caller: see `prunedBefore`. `findings`: those that ended before, whatever their status. `points`: those of
   * a match set, but for the latest of each group. `queued`: those that wait in vain for somebody who knows their match set,
   * of sets of which none that waits is newer, as others may wait for a process that is away. Counters stay.
   */
  readonly what: "events" | "findings" | "queued" | { readonly points_of: string };
  readonly before: number;
  /** The last step's `next`; null to begin. */
  readonly after: Bookmark | null;
  /** Rows to look at. */
  readonly limit: number;
}

/** What a step of deleting did. */
export interface Pruned {
  readonly deleted: number;
  /** Where to go on; null when nothing is left. */
  readonly next: Bookmark | null;
}

/** A counter that is not what it should be. */
export interface CounterDifference {
  /** `event_counts` and the like, with what it counts. */
  readonly counter: string;
  /** The hour or day. */
  readonly from: string;
  readonly count: number;
  readonly expected: number;
}

/** A step of comparing counters with what they count. */
export interface CounterStep {
  /** The hour to begin with: hours since 1970; the last step's `next`. Null for the first that there is. */
  readonly hour: number | null;
  /** Events and findings to count, about: an hour is counted whole. */
  readonly limit: number;
  /** Whether to put right what is wrong. */
  readonly mend: boolean;
}

/** What a step of comparing found. */
export interface CountersChecked {
  readonly differences: readonly CounterDifference[];
  /** Where to go on; null behind the last hour. */
  readonly next: number | null;
}

/** What a store holds, and how. */
export interface StoreStatus {
  /** The schema's name: that of its last migration. */
  readonly schema: string;
  /** Rows by list. */
  readonly rows: Readonly<Record<"events" | "unprocessed" | "findings" | "withdrawn" | "points", number>>;
  readonly bytes: number;
  readonly oldest_event: string | null;
  readonly newest_event: string | null;
  /** Event time before which events were deleted; null where none were. */
  readonly pruned_before: string | null;
}

/** What is to be kept of a source; what is left out stays as it is. */
export interface SourceMark {
  readonly cursor?: Cursor;
  readonly health?: SourceHealth | undefined;
  /** To be added to those that there are. */
  readonly gaps?: readonly RecordedGap[] | undefined;
}

/** All that is written together or not at all. */
export interface StoreTransaction {
  /** Whether somebody else wrote since this store's last transaction, so that nothing remembered from it holds. */
  readonly changedElsewhere: boolean;
  /** Event time in milliseconds before which events were deleted, so that no older one may come; null where none were. */
  readonly prunedBefore: number | null;
  /**
   * Adds events that are not there yet, known by source and external id.
   * Gives each one's number, or null for one that was there.
   */
  append(events: readonly NewEvent[], processed: boolean): Promise<(number | null)[]>;
  /** Some events that the rules have not seen, in the order of their numbers. */
  unprocessed(limit: number): Promise<SourceEvent[]>;
  markProcessed(ids: readonly number[]): Promise<void>;
  /** A page of events that the rules have seen, in the order of their times, then numbers. */
  processed(query: ProcessedQuery): Promise<SourceEvent[]>;
  /** Some findings that an earlier version of a rule made. */
  outdated(query: OutdatedQuery): Promise<FindingRecord[]>;
  recall(questions: HistoryQuestions): Promise<HistoryAnswers>;
  /** Writes what the rules made, in the order of the changes. Gives the number of each created finding. */
  save(evaluated: Evaluated, createdAt: number): Promise<number[]>;
  /** What is kept of a source; nobody changes it before this transaction ends. */
  source(name: string): Promise<SourceState>;
  markSource(name: string, mark: SourceMark): Promise<void>;
  /** Takes out all queued points of the match sets that are known, of a store that several share. */
  readonly takeQueued?: ((knows: ClaimWish["knows"]) => Promise<readonly GroupPoints[]>) | undefined;
  /** Deletes some of what is old. */
  prune(step: PruneStep): Promise<Pruned>;
  /** Compares the counters of some hours, and sums of their days, with what is stored; hours whose events may have been deleted are left out. */
  checkCounters(step: CounterStep): Promise<CountersChecked>;
}

/** What taking events in asks of a store. */
export type IntakeTransaction = Pick<
  StoreTransaction,
  "prunedBefore" | "append" | "unprocessed" | "markProcessed" | "recall" | "save" | "source" | "markSource"
>;

/** A share of all groups, which one process holds at a time. */
export interface Partition {
  readonly number: number;
  /** How often something was saved of its groups. */
  readonly version: number;
}

/** Which partitions somebody wants to hold, and why. */
export interface ClaimWish {
  /** Numbers of partitions; of these, only such as have something to do. */
  readonly among: readonly number[];
  readonly most: number;
  /** Those whose groups are remembered as they were at this version, which are preferred. */
  readonly remembered: readonly Partition[];
  /** Whether points of a match set are wanted; others stay queued for one who wants them. */
  readonly knows: (match_set: string) => boolean;
  /** Match sets whose groups are to be told of when they fall silent, with the milliseconds that this takes. */
  readonly silences: readonly { readonly match_set: string; readonly silence: number }[];
  /** Whether to wait for one that somebody else holds where none is free. */
  readonly wait: boolean;
}

/** Work on the groups of some partitions, which nobody else holds meanwhile. */
export interface ClaimTransaction extends Pick<StoreTransaction, "save"> {
  readonly held: readonly Partition[];
  /** Numbers of the held partitions of which all that was queued is at hand. */
  readonly drained: readonly number[];
  /** What was queued of their groups; it is gone from the queue when the work is kept. */
  readonly points: readonly GroupPoints[];
  /** Sources that the rules have seen events of when the points were taken, or before. */
  readonly sources: readonly string[];
  /** As any transaction's; but silence only in drained partitions, and as it was when the points were taken, or before. */
  readonly recall: StoreTransaction["recall"];
}

/**
 * Work that several processes do side by side. Events are taken in by one transaction, which leaves the points of
 * groups in a queue; whoever holds a group's partition makes findings of them in another.
 */
export interface SharedWork {
  /** Partitions are numbered from 0 up to this. */
  readonly partitions: number;
  /** The partition of a group, whatever its match set, by its key. */
  partitionOf(group: string): number;
  /**
   * Runs the work beside others'. Unprocessed events that somebody else is at are passed over. `save` queues points
   * instead of keeping them.
   */
  intake<Result>(work: (transaction: IntakeTransaction) => Promise<Result>): Promise<Result>;
  /** Runs the work on some partitions; null where there is nothing to do in any, or none of these is free. */
  claim<Result>(wish: ClaimWish, work: (transaction: ClaimTransaction) => Promise<Result>): Promise<Result | null>;
  /**
   * Does work on a source that one process at a time may do. The signal is given when that cannot be held up any longer.
   *
   * @throws {McmError} `source_busy` when somebody else is at it
   */
  alone<Result>(source: string, work: (lost: AbortSignal) => Promise<Result>): Promise<Result>;
}

/** Where events and findings live. What wraps one stands for it: engines on a store and on its wrapper do not know of each other's writes. */
export interface Store {
  /**
   * Connects and brings the schema up to date. Called before anything else; may be called again.
   *
   * @throws {McmError} `store_unavailable`, or `store_too_new` for a schema from a newer version.
   */
  open(): Promise<void>;
  /** How several processes share the work; undefined where they take turns by `transaction`. */
  readonly shared?: SharedWork | undefined;
  /** Runs the work alone among writers; what it wrote is kept when it returns, and gone when it throws. */
  transaction<Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result>;
  events(query: EventQuery): Promise<SourceEvent[]>;
  findings(query: FindingQuery): Promise<Finding[]>;
  /** How many events there are; counting may stop behind `atMost`, or go on where that costs nothing. */
  countEvents(filter: EventFilter, atMost?: number): Promise<Total>;
  /** As `countEvents`. */
  countFindings(filter: FindingFilter, atMost?: number): Promise<Total>;
  /** A finding by its number, with what its explanation needs; null where there is none. */
  record(id: number): Promise<StoredFinding | null>;
  /** A page of committed events that the rules have seen, in the order of their times, then numbers. */
  processed(query: ProcessedQuery): Promise<SourceEvent[]>;
  /** Answers about what is committed, as a transaction's `recall` does. */
  recall(questions: HistoryQuestions): Promise<HistoryAnswers>;
  /** What is kept of every source, by name. */
  sources(): Promise<StoredSource[]>;
  status(): Promise<StoreStatus>;
  /** From counters; `from` and `to` are widened to whole hours. */
  summary(range: { readonly from?: string | undefined; readonly to?: string | undefined }): Promise<Summary>;
  close(): Promise<void>;
}
