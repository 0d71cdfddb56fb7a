import type { NewEvent } from "./event.js";
import type { EvaluatedFinding } from "./finding.js";

/** An event of an explanation; without a number where it is not stored. */
export type ExplainedEvent = NewEvent & { readonly id: number | null };

/** One test of an explanation: what was asked, what was seen, and how it came out. */
export interface ConditionOutcome {
  /** What is asked: `at least 5 matches within 10 minutes`. */
  readonly test: string;
  /** What was found, as JSON: `4`. */
  readonly seen: unknown;
  readonly holds: boolean;
  /** What would have changed the outcome: `1 more before 2025-01-20T10:42:00.000Z would have reached it`. */
  readonly note?: string | undefined;
  /** The tests that it is made of. */
  readonly parts?: readonly ConditionOutcome[] | undefined;
}

/** Why a rule fired on an event, or why it did not. */
export interface Explanation {
  readonly rule_name: string;
  /**
   * `changed` or `removed` where the rule that made the finding is no longer there to be asked: then nothing but the
   * finding itself, and the event that completed it, is known.
   */
  readonly rule_state: "current" | "changed" | "removed";
  /** The event that is explained: for a finding, the one that completed it. Null where it is no longer stored. */
  readonly event: ExplainedEvent | null;
  /** Whether all conditions hold. */
  readonly fired: boolean;
  /** What was asked of the event and what surrounds it, in order; a condition that fails ends the list. */
  readonly conditions: readonly ConditionOutcome[];
  /** The finding that the event belongs to, as far as there is one. */
  readonly finding: (EvaluatedFinding & { readonly id: number }) | null;
  /** The events that were counted, in order; the last 100. */
  readonly events: readonly ExplainedEvent[];
}
