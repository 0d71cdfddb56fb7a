import type { z } from "zod";

/** The values given for each name, in the order given: what a query string and repeated flags have in common. */
export type Given = Readonly<Record<string, readonly string[]>>;

/** What is wrong with one parameter. */
export interface ParameterFault {
  readonly parameter: string;
  /** What it was and what it takes; follows the parameter's name in a sentence. */
  readonly fact: string;
}

/** Some parameters are not what they must be. */
export class InvalidParameters extends Error {
  override readonly name = "InvalidParameters";
  readonly faults: readonly ParameterFault[];

  constructor(faults: readonly ParameterFault[]) {
    super(faults.map(({ parameter, fact }) => `${parameter} ${fact}`).join("; "));
    this.faults = faults;
  }
}

/**
 * Checks what was given against a schema of parameters and gives the values that it makes of them.
 *
 * @throws {InvalidParameters} naming each wrong or unknown parameter, what it was and what it takes.
 */
export function checkParameters<Shape extends z.ZodRawShape, Config extends z.core.$ZodObjectConfig>(
  schema: z.ZodObject<Shape, Config>,
  given: Given,
): z.output<z.ZodObject<Shape, Config>> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const known = Object.keys(schema.shape);
  throw new InvalidParameters(result.error.issues.flatMap((issue) => faultsOf(issue, known)));
}

function faultsOf(issue: z.core.$ZodIssue, known: readonly string[]): ParameterFault[] {
  if (issue.code === "unrecognized_keys") {
    const fact = `is unknown here; ${known.length === 0 ? "there are no parameters" : `the parameters are ${known.join(", ")}`}`;
    return issue.keys.map((parameter) => ({ parameter, fact }));
  }
  return [{ parameter: String(issue.path[0]), fact: issue.message }];
}
