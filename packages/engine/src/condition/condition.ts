import type { NewEvent } from "../event.js";
import type { ConditionOutcome } from "../explanation.js";

/** A JSON-Logic document, ready to be asked. Never throws, whatever the event holds. */
export interface CompiledCondition {
  /** Whether the document's value for an event is truthy, in JSON-Logic's sense. */
  readonly test: (event: NewEvent) => boolean;
  /** The same as a tree: each part of the document with what it saw. */
  readonly explain: (event: NewEvent) => ConditionOutcome;
  /** Facts without each of which the document cannot hold; what an index goes by. */
  readonly necessary: readonly Necessary[];
}

/**
 * Something that must be so of the value at a path of an event for a condition to hold. It may be so where the
 * condition does not hold; never the other way round.
 */
export type Necessary =
  /** It is loosely equal, as JavaScript's `==`, to one of these. */
  | { readonly path: string; readonly test: "in"; readonly values: readonly (string | number | boolean | null)[] }
  /** It is text that begins with this, or no scalar. */
  | { readonly path: string; readonly test: "prefix"; readonly text: string }
  /** It is text that holds this, or no scalar. */
  | { readonly path: string; readonly test: "substring"; readonly text: string }
  /** As a number, it is at least, or at most, this. */
  | { readonly path: string; readonly test: "least" | "most"; readonly bound: number };
