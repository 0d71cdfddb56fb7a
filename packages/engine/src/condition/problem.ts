/** Something wrong, or likely to be wrong, with a condition. */
export interface ConditionProblem {
  /** Where in the document, as keys from its root: `["and", 1, "=="]`. */
  readonly path: readonly (string | number)[];
  /** A document with an error is refused. */
  readonly level: "error" | "warning";
  /** Its kind, in kebab-case: `unknown-operator`. */
  readonly rule: string;
  /** The fact and the remedy, to be shown to a person as it is. */
  readonly message: string;
}

/** A place in a document. */
export type Place = readonly (string | number)[];

export const errorAt = (path: Place, rule: string, message: string): ConditionProblem => ({
  path,
  level: "error",
  rule,
  message,
});

export const warningAt = (path: Place, rule: string, message: string): ConditionProblem => ({
  path,
  level: "warning",
  rule,
  message,
});
