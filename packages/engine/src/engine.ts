import type { Duration } from "./duration.js";
import type { EventInput, SourceEvent } from "./event.js";
import type { Explanation } from "./explanation.js";
import type { EvaluatedFinding, Finding } from "./finding.js";
import type { Kind } from "./kind.js";
import type { Operator } from "./operator.js";
import type { EventFilter, EventQuery, FindingFilter, FindingQuery, Summary, Total } from "./query.js";
import type { PruneResult, Retention } from "./retention.js";
import type { Rule } from "./rule.js";
import type { PushedRequest, Source } from "./source.js";
import type { SourceStatus } from "./source-status.js";
import type { CounterDifference, Store, StoreStatus } from "./store.js";

/** What an engine is made of. */
export interface EngineOptions {
  readonly store: Store;
  readonly sources?: readonly Source[] | undefined;
  readonly rules?: readonly Rule[] | undefined;
  /** Kinds beside the built-in ones. */
  readonly kinds?: readonly Kind[] | undefined;
  /** Operators of conditions beside the built-in ones. */
  readonly operators?: readonly Operator[] | undefined;
  /** Told of each failure of a rule, once its batch is committed. Ignored by default; counts are in the results. Must not throw. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
  /** Events per transaction, 1 to 100,000; 1,000 by default. Larger is faster, smaller blocks others for less time. */
  readonly batchSize?: number | undefined;
  /**
   * Milliseconds that a transaction may take, about, where the store is in the process: nothing else goes on in it
   * meanwhile, so batches are made smaller until they keep to it. No bound by default. A server sets one.
   */
  readonly batchMilliseconds?: number | undefined;
  /** Groups of windowed rules kept in memory between batches, 100,000 by default; others come back from the store. */
  readonly rememberedGroups?: number | undefined;
  /** How long events and findings are kept; for ever when left out. */
  readonly retention?: Retention | undefined;
  readonly retry?: Retry | undefined;
  /** The wall clock in milliseconds; only intake, `prune` and `created_at` look at it. `Date.now` by default. */
  readonly now?: (() => number) | undefined;
}

/** A rule that failed on an event; the event counts as not matching. */
export interface Problem {
  readonly rule_name: string;
  /** The event's source and external id. */
  readonly source: string;
  readonly external_id: string;
  readonly message: string;
  /** Whether the rule failed so often in a row that it is not asked any more until it is loaded again. */
  readonly set_aside: boolean;
}

/** A rule at work. */
export interface RuleStatus {
  readonly name: string;
  /** The kind's word: `threshold`. */
  readonly kind: string;
  /** Hash of all that decides what it finds and says; its findings' `extra_data.rule_version`. */
  readonly version: string;
  /** Events on which it failed since it was loaded. */
  readonly failures: number;
  readonly last_failure: Problem | null;
  /** Whether it failed on 100 events in a row, and is not asked any more until it is loaded again. */
  readonly set_aside: boolean;
}

/** An input that was not stored, and why. */
export interface Rejection {
  /** Its place among the inputs, from 0. */
  readonly index: number;
  /** The field, what it was and what is taken. */
  readonly message: string;
}

/** What the rules did. */
export interface RunResult {
  /** Events that the rules saw. */
  readonly processed: number;
  readonly created: number;
  readonly amended: number;
  readonly withdrawn: number;
  /** How often a rule failed on an event. */
  readonly problems: number;
}

/** What became of some inputs. */
export interface IngestResult extends RunResult {
  /** Events that were not there before. */
  readonly new: number;
  /** Events that were there already, known by source and external id. */
  readonly duplicate: number;
  readonly rejected: readonly Rejection[];
}

/** What a pull of one source brought. */
export interface PullResult extends RunResult {
  readonly source: string;
  /** Records that it gave, events or not. */
  readonly records: number;
  readonly new: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** The first hundred that were rejected; an `index` counts from this pull's first record. */
  readonly rejections: readonly Rejection[];
  /** Stretches of which it may have missed something. */
  readonly gaps: number;
  /** Until when the source is not to be asked again, ISO 8601; it was not, where this was so before. */
  readonly not_before: string | null;
}

/** How far a pull is. */
export interface PullProgress extends PullResult {
  /** What went wrong, and the milliseconds until it is tried again; null while it goes well. */
  readonly waiting: { readonly message: string; readonly milliseconds: number } | null;
}

/** How sources are pulled. */
export interface PullOptions {
  /** Ends the pull behind the page that it is at. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the rules see the events at once; true by default. */
  readonly run?: boolean | undefined;
  /** Begins anew with this event time, ISO 8601, or as near to it as the source can; duplicates count as such. */
  readonly since?: string | undefined;
  /** Told after each page, and before each time of waiting. */
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
}

/** How a source that fails is tried again. */
export interface Retry {
  /** Attempts without a page in between, 1 to 100; 5 by default. */
  readonly attempts?: number | undefined;
  /** The longest wait for the second attempt, twice as long for each further one; `"1s"` by default. Waits are drawn between half of it and all. */
  readonly firstPause?: Duration | undefined;
  /** What a source asks for beyond it is not waited for: the pull fails, and those before the time do nothing. `"5m"` by default. */
  readonly longestPause?: Duration | undefined;
}

/** Events in, findings out, over one store. */
export interface Engine {
  /**
   * Checks and stores events, and runs the rules on the new ones; events and findings of a batch commit
   * together or not at all. Inputs that are no events are rejected one by one; the rest goes in.
   * `run: false` only stores, for a later `run()`.
   */
  ingest(inputs: readonly EventInput[], options?: { readonly run?: boolean }): Promise<IngestResult>;
  /**
   * Pulls the named sources, or all that can be pulled, a few at a time; results come in the order of the sources. One
   * that fails is tried again from its last page; when that does not help, it keeps no other from its turn, and then
   * its error is thrown.
   *
   * @throws {McmError} `unknown_source` for a name that no source has, `source_busy` where another process pulls it,
   * `invalid_query` for a `since` that is no time.
   */
  pull(names?: readonly string[], options?: PullOptions): Promise<PullResult[]>;
  /**
   * Stores what somebody pushed to a source; when it is given back, it is stored.
   *
   * @throws {McmError} `unknown_source` for a name that no source has that can receive; what the source throws
   */
  receive(source: string, request: PushedRequest): Promise<IngestResult>;
  /** How the sources fare, those also that others have pulled, by name. */
  sources(): Promise<SourceStatus[]>;
  /** Runs the rules on the events that they have not seen yet. */
  run(): Promise<RunResult>;
  /**
   * Applies one of the engine's rules to stored events of a span of event time, all by default: findings are added
   * and amended, and those of earlier versions of the rule that it does not make are withdrawn. It may be stopped and
   * begun anew, and be run beside other work. Events before the span count where the rule has seen them, and so do
   * those right behind it, of which a finding may be told as well.
   *
   * @throws {McmError} `unknown_rule`, `invalid_query` for a time that is none
   */
  backfill(
    ruleName: string,
    options?: { readonly from?: string; readonly to?: string; readonly signal?: AbortSignal },
  ): Promise<RunResult>;
  /**
   * What rules, which need not be the engine's, find in the stored events of a span of event time, all by default.
   * Nothing is written. An event's number is not that of the store.
   *
   * @throws {McmError} `invalid_rule`, `invalid_query` for a time that is none
   */
  backtest(
    rules: readonly Rule[],
    options?: {
      readonly from?: string;
      readonly to?: string;
      readonly signal?: AbortSignal;
      /** Told how many more events were read. */
      readonly onProgress?: (count: number) => void;
      readonly onProblem?: (problem: Problem) => void;
    },
  ): Promise<EvaluatedFinding[]>;
  /**
   * Why there is a finding, withdrawn ones included.
   *
   * @throws {McmError} `unknown_finding`
   */
  explain(findingId: number): Promise<Explanation>;
  /**
   * Why a rule fires on a stored event, or why it does not.
   *
   * @throws {McmError} `unknown_rule`, `unknown_event`
   */
  explainEvent(ruleName: string, eventId: number): Promise<Explanation>;
  /**
   * Puts other rules in the place of those there are, from the next batch on. Rules that are the same objects as
   * before go on with what is remembered of them; others see what comes from then on, and a backfill shows them
   * the rest.
   *
   * @throws {McmError} `invalid_rule`; then the rules stay as they were.
   */
  load(rules: readonly Rule[]): void;
  /** The rules, with how they have fared. */
  rules(): readonly RuleStatus[];
  /** A page of events; newest first by default. */
  events(query?: EventQuery): Promise<SourceEvent[]>;
  /** A page of findings; newest first by default. The order of equal ones is stable. */
  findings(query?: FindingQuery): Promise<Finding[]>;
  /** How many there are, whatever the page. Reads them all where no counter knows: see `total`. */
  count(what: "events", filter?: EventFilter): Promise<number>;
  count(what: "findings", filter?: FindingFilter): Promise<number>;
  /**
   * How many there are, at the cost of a page: what no counter knows is counted up to `atMost` (10,000 by default),
   * and less far where most rows are looked at for nothing; then `exact` is false, and there are at least so many.
   */
  total(what: "events", filter?: EventFilter, options?: { readonly atMost?: number }): Promise<Total>;
  total(what: "findings", filter?: FindingFilter, options?: { readonly atMost?: number }): Promise<Total>;
  /** Totals and counts a day, from counters. */
  summary(range?: { readonly from?: string; readonly to?: string }): Promise<Summary>;
  /** What the store holds, by counting it. */
  status(): Promise<StoreStatus>;
  /**
   * Deletes what is older than `retention`, in small steps between which others write: events, unless an open or
   * acknowledged finding names them, then findings, then what rules remember. Counters stay. It may be stopped and begun
   * anew; nothing is done without a retention. Run it with the rules at work: what others remember stays.
   *
   * @throws {McmError} `prune_busy` while another process that shares the store is at it
   */
  prune(options?: {
    readonly signal?: AbortSignal;
    /** Told what was deleted so far. */
    readonly onProgress?: (result: PruneResult) => void;
  }): Promise<PruneResult>;
  /** Compares the counters with what is stored, an hour or more at a time beside other work; with `mend`, puts them right. Gives what was wrong. */
  checkCounters(options?: { readonly mend?: boolean; readonly signal?: AbortSignal }): Promise<CounterDifference[]>;
  /** Stops pulls after their page, waits for what is under way, and closes the store. Afterwards every method throws `engine_closed`. */
  close(): Promise<void>;
}
