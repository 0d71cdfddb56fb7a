/** Something wrong with a rule file, or that looks wrong, and where. */
export interface RuleProblem {
  /** The file's path, as the folder was given. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units as editors count. */
  readonly column: number;
  /** A rule with an error is not loaded; a warning is for whoever writes it. */
  readonly level: "error" | "warning";
  /** Which check it is, as a short word: `unknown-field`. */
  readonly id: string;
  /** The thing, the fact and the remedy. */
  readonly message: string;
  /** The name that the file gives its rule, where it got that far. */
  readonly rule_name: string | null;
}

/** A problem as one line: `rule "admin-granted" (rules/admin-granted.json:7:5): "treshold" is not …`. */
export function describeProblem({ file, line, column, message, rule_name }: RuleProblem): string {
  const place = `${file}:${line}:${column}`;
  return rule_name === null ? `rule file ${place}: ${message}` : `rule "${rule_name}" (${place}): ${message}`;
}

/** Where in a document something is: keys and indexes from the root. */
export type DocumentPath = readonly (string | number)[];

/** A {@link RuleProblem} before it has a place in a text. */
export interface Fault {
  readonly path: DocumentPath;
  /** Whether it is about the key that the path ends with; by default it is about the value. */
  readonly at?: "key" | undefined;
  readonly level: "error" | "warning";
  readonly id: string;
  readonly message: string;
}
