import type { z } from "zod";
import type { JsonObject, NewEvent } from "./event.js";
import type { ConditionOutcome } from "./explanation.js";
import type { Walk } from "./in-step.js";
import type { Position } from "./order.js";
import type { Condition } from "./rule.js";

/** A match of a rule's condition, as its kind sees it. */
export interface Point extends Position {
  /** The store's number for the event; for looking it up, never for deciding. */
  readonly event_id: number;
  /** What the plan's `value` reads of the event, as JSON; null where the plan reads none. */
  readonly value: string | null;
}

/** That the kind's test holds at a point. */
export interface Hit {
  /** Event time of the first event that the test counted. */
  readonly first: number;
  /** Events from that one up to and including the hit; or `last`, where it names one. */
  readonly lead: number;
  /** The point that is the hit, where that is not the point judged: `step` may judge an earlier one. */
  readonly at?: Point | undefined;
  /** The last event that belongs to it, where that is not the hit itself; at most the next hit, so that findings of a group do not overlap. */
  readonly last?: Position | undefined;
  /** What is worth telling of it; kept in the finding's `extra_data` and known to its template. */
  readonly figures?: JsonObject | undefined;
}

/** A point and its verdict; undefined where it was read only as context and stays what it was. */
export interface Judged {
  readonly point: Point;
  readonly hit: Hit | null | undefined;
}

/** Asks for the stored points of a group around a position, which itself counts as "before". */
export interface PointQuestion {
  readonly at: Position;
  /** At most this many at or before the position. */
  readonly before: number;
  /** At most this many after it; fewer in the answer means that there are no more. */
  readonly after: number;
  /** Only points later than this, in milliseconds. */
  readonly since?: number | undefined;
  /** Only points earlier than this, in milliseconds. */
  readonly until?: number | undefined;
  /** Only points with this value. */
  readonly value?: string | undefined;
}

/** The answer to a {@link PointQuestion}; both lists in order. */
export interface Neighbours {
  readonly before: readonly Point[];
  readonly after: readonly Point[];
}

/** What a kind found out about new points that are not simply the latest of their group. */
export interface Review<State> {
  /** Runs of neighbouring points without a gap, in order; every point whose verdict may have changed is in one. */
  readonly runs: readonly (readonly Judged[])[];
  /** The state behind the group's last point, where the review got that far. */
  readonly state?: State | undefined;
}

/** Why a point is a hit or is none. */
export interface Account {
  readonly conditions: readonly ConditionOutcome[];
  /** The points that were counted, in order, with the one explained. */
  readonly counted: readonly Point[];
}

/**
 * A kind with its options applied to one rule: how matches of a group become hits. Hits depend on the set of
 * points alone, so `step`, which sees points in order, and `review`, which sees late ones, must agree.
 */
export interface Plan<State = unknown> {
  /** Event paths whose values form the group key; none: all matches are one group. */
  readonly groupBy: readonly string[];
  /** What of an event is kept with its point; undefined: nothing. */
  readonly value?: PointValue | undefined;
  /** Hits less than this many milliseconds apart form one finding; 0: every hit is a finding of its own. */
  readonly gap: number;
  /**
   * Milliseconds without a match after which a group's last point is a hit, as measured by the newest event of that
   * point's source. The finding is reached that long after its point.
   */
  readonly silence?: number | undefined;
  /**
   * Milliseconds before a point beyond which no earlier point counts for its verdict, but for the latest of them: what is
   * older than that before the oldest event that is kept may be deleted. Undefined: points are never deleted.
   */
  readonly reach?: number | undefined;
  /** Figures known beforehand, for the description and `extra_data`: `{ window: "10 minutes" }`. */
  readonly constants: JsonObject;
  /** Names of the figures that hits carry. */
  readonly figures: readonly string[];
  /** How a group's state goes on in order, and how late points are judged; undefined: every match is a hit. */
  readonly windows?: Windows<State> | undefined;
  /**
   * Says in words and numbers why a point, stored or not, is a hit or is none; `newest` is the time of the newest
   * event of its source. Without it only the verdict is told.
   */
  readonly explain?: ((point: Point, newest: number) => Walk<PointQuestion, Neighbours, Account>) | undefined;
}

/** What of an event a kind needs to know again later. */
export interface PointValue {
  /** Tells readers apart: rules whose readers have equal keys share stored points. JSON. */
  readonly key: unknown;
  /** What it asks of an event, for explanations: `has raw_data.country`. */
  readonly test: string;
  /** True where `key` does not tell all, as with functions: then points are not shared between rules. */
  readonly isCode?: boolean | undefined;
  /** True where questions name a value; the store then keeps an index of them. */
  readonly isSought?: boolean | undefined;
  /** The value, any JSON; null or undefined for an event that takes no part. Pure, as conditions are. */
  readonly read: (event: NewEvent) => unknown;
}

/** The part of a {@link Plan} that looks beyond one event. */
export interface Windows<State> {
  /** The state of a group without points. */
  readonly start: () => State;
  /** Whether the state knows all that judging these points takes; true when left out. */
  readonly knows?: ((state: State, points: readonly Point[]) => boolean) | undefined;
  /** Judges the group's next point and takes it into the state. */
  readonly step: (state: State, point: Point) => Hit | null;
  /** Judges new points anywhere in the group, and those that they change; asks for stored ones as needed. */
  readonly review: (points: readonly Point[]) => Walk<PointQuestion, Neighbours, Review<State>>;
}

/** A condition that can be asked, whether it is code or a document. */
export interface Asked {
  /** Throws what an author's function throws, and for what is neither true nor false. */
  readonly test: (event: NewEvent) => boolean;
  /** Never throws. */
  readonly explain: (event: NewEvent) => ConditionOutcome;
  /** What stands for it where conditions are told apart. JSON. */
  readonly key: unknown;
  /** Whether an author's function sees the event. */
  readonly isCode: boolean;
}

/** A plugin that turns a word of a rule (`threshold`) into a {@link Plan}. */
export interface Kind<Options = never> {
  /** The word that rules carry. */
  readonly word: string;
  /** Checks what stands behind the word. */
  readonly options: z.ZodType<Options>;
  /** `ask` makes conditions among the options ready. */
  readonly plan: (options: Options, ask: (condition: Condition) => Asked) => Plan;
}

/** A kind, checked by the compiler; returns it with its options' type erased, as rule sets hold kinds of all types. */
export function defineKind<Options>(kind: Kind<Options>): Kind {
  return kind as unknown as Kind;
}
