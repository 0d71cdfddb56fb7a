import type { z } from "zod";

/**
 * The first thing a schema found wrong, as one sentence: the field, what it was, what is taken.
 * `thing` names what the fields belong to ("an event", "a rule").
 */
export function explainIssue(error: z.ZodError, input: unknown, thing: string): string {
  const issue = error.issues[0];
  if (!issue) return `is not ${thing}`;
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const key = [path, issue.keys[0]].filter(Boolean).join(".");
    return `"${key}" is not a field of ${thing}`;
  }
  const value = issue.path.reduce<unknown>(
    (holder, key) => (holder as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
  if (value === undefined) return `"${path}" is missing`;
  return `"${path}" ${sentence(issue, value)}`;
}

function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  const shown = show(value);
  switch (issue.code) {
    case "invalid_type":
      return `is ${shown}; it takes ${issue.expected === "int" ? "a whole number" : `a value of type ${issue.expected}`}`;
    case "invalid_value":
      return `is ${shown}; it takes ${issue.values.map((one) => JSON.stringify(one)).join(", ")}`;
    case "invalid_union":
      return `is ${shown}; it takes none of the accepted forms`;
    default:
      return issue.message.startsWith("is ") || issue.message.startsWith("holds ")
        ? `(${shown}) ${issue.message}`
        : `is ${shown}: ${issue.message}`;
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
