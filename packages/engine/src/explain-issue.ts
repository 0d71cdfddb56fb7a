import type { z } from "zod";

/*
 * Our schemas word their messages "is <fact>; <remedy>", to be read behind a field's name. Where zod found the
 * fault by itself, the fact and the remedy are said here.
 */

/** How a fault is told. */
interface Telling {
  /** False where a value may be a secret, which is not to be told. */
  readonly showsValues?: boolean;
}

/**
 * The first thing a schema found wrong, as one sentence: the field, what it was, what is taken.
 * `thing` names what the fields belong to ("an event", "a rule").
 */
export function explainIssue(
  error: z.ZodError,
  input: unknown,
  thing: string,
  { showsValues = true }: Telling = {},
): string {
  const issue = error.issues[0];
  if (!issue) return `this is not ${thing}`;
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const key = [path, issue.keys[0]].filter(Boolean).join(".");
    return `"${key}" is not a field of ${thing}; take it out`;
  }
  const value = issue.path.reduce<unknown>(
    (holder, key) => (holder as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
  const [fact, remedy] = explain(issue);
  if (value === undefined) return `"${path}" is missing; ${remedy}`;
  if (!showsValues) return `"${path}" ${fact || "is of another type"}; ${remedy}`;
  return fact ? `"${path}" (${show(value)}) ${fact}; ${remedy}` : `"${path}" is ${show(value)}; ${remedy}`;
}

/** What is wrong with a value, where that is more than its being what it is, and what is taken. */
function explain(issue: z.core.$ZodIssue): [fact: string, remedy: string] {
  const [fact = "", ...remedies] = issue.message.split("; ");
  if (remedies.length > 0) return [fact, remedies.join("; ")];
  if (issue.code === "invalid_type") {
    return ["", `it takes ${issue.expected === "int" ? "a whole number" : `a value of type ${issue.expected}`}`];
  }
  if (issue.code === "invalid_value") {
    return ["", `it takes ${issue.values.map((one) => JSON.stringify(one)).join(", ")}`];
  }
  if (issue.code === "invalid_format") return [`is not a valid ${issue.format}`, "correct it"];
  return [fact, "correct it"];
}

function show(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
