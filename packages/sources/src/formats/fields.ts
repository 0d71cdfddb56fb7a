import { type JsonObject, McmError } from "@mcm/engine";

/** Whether a value is a JSON object: no array, no null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text with something in it, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The error for a field that a record of the format lacks, or that holds what cannot be used. */
export function fieldProblem(format: string, field: string, value: unknown, takes: string): McmError {
  const fact = value === undefined ? "is missing" : `is ${shown(value)}`;
  return new McmError("invalid_event", `${format}: "${field}" ${fact}; it takes ${takes}`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
