import { z } from "zod";
import { explainIssue } from "../explain-issue.js";
import type { Kind } from "../kind.js";
import { didYouMean, likelyWord, nearEventPath } from "./near-miss.js";
import type { DocumentPath, Fault } from "./problem.js";
import { exampleOf, fieldsOf, partAt } from "./schema.js";

/** What a schema found wrong with a document, each fault with its remedy. */
export function schemaFaults(error: z.ZodError, document: unknown, schema: z.ZodType, kinds: readonly Kind[]): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const path = issue.path as DocumentPath;
    if (issue.code === "unrecognized_keys") {
      return issue.keys.slice(0, 50).map((key) => ({
        path: [...path, key],
        at: "key",
        level: "error",
        id: "unknown-field",
        message: unknownField(path, key, fieldsOf(partAt(schema, path)), kinds),
      }));
    }
    const value = valueAt(document, path);
    if (value === undefined && path.length > 0) {
      return [{ path, level: "error", id: "missing-field", message: missingField(path, partAt(schema, path)) }];
    }
    const message = explainIssue(new z.ZodError([issue]), document, "a rule") + didYouMean(meant(issue, value));
    return [{ path, level: "error", id: "invalid-value", message }];
  });
}

/** The value at a path of a document, own properties only. */
export function valueAt(document: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (holder, key) =>
      typeof holder === "object" && holder !== null && Object.hasOwn(holder, key)
        ? (holder as Record<string | number, unknown>)[key]
        : undefined,
    document,
  );
}

function missingField(path: DocumentPath, part: unknown): string {
  const example = exampleOf(part);
  return `"${path.join(".")}" is missing; add it${example === undefined ? "" : `, such as ${JSON.stringify(example)}`}`;
}

function unknownField(path: DocumentPath, key: string, known: readonly string[], kinds: readonly Kind[]): string {
  const name = JSON.stringify([...path, key].join("."));
  const near = likelyWord(key, known);
  if (path.length > 0) {
    const fact = `${name} is not a field of "${path.join(".")}"`;
    return near ? `${fact}${didYouMean(near)}` : `${fact}; it takes ${known.join(", ")}`;
  }
  const holders = kinds.filter(({ options }) => fieldsOf(options).includes(key)).map(({ word }) => `"${word}"`);
  const words = kinds.map(({ word }) => word).join(", ");
  if (near) return `${name} is neither a field of a rule nor a kind${didYouMean(near)}`;
  if (holders.length > 0) return `${name} is not a field of a rule; write it in ${holders.join(" or ")}`;
  if (key === "match") return `"match" is the kind of every rule that carries no kind's word; take it out`;
  return `${name} is neither a field of a rule nor a kind; take it out; kinds are ${words}`;
}

/** What a wrong value was probably meant to be. */
function meant(issue: z.core.$ZodIssue, value: unknown): string | null {
  if (typeof value !== "string" || value.length > 200) return null;
  if (issue.code === "invalid_value") return likelyWord(value, issue.values.map(String));
  return issue.code === "custom" && issue.params?.takes === "event_path" ? nearEventPath(value) : null;
}
