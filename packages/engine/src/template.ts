import { choiceReader, isEventPathChoice } from "./path.js";

/** A description with its placeholders found. */
export interface Template {
  /** The placeholders that read the event, in the order of their first use. */
  readonly paths: readonly string[];
  /** Fills the placeholders; a value that is missing reads as "unknown". */
  readonly fill: (values: Readonly<Record<string, unknown>>) => string;
}

const placeholder = /\{\{([^{}]*)\}\}/g;

/** The names between the braces of a description, each once, in the order of their first use. */
function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map(([, name = ""]) => name.trim()))];
}

/** The placeholders of a description that are neither a figure nor a path into an event. */
export function unknownPlaceholders(text: string, figures: readonly string[]): string[] {
  return namesIn(text).filter((name) => !figures.includes(name) && !isEventPathChoice(name));
}

/** Which placeholders there are, for messages. */
export const knownPlaceholders = (figures: readonly string[]): string =>
  `known are ${figures.join(", ")}, the event's fields such as user, and raw_data.… paths`;

/**
 * Reads `{{path}}` placeholders over the event's fields and the given figures.
 * Calls `refuse` with the fact and the remedy for one that is neither.
 */
export function parseTemplate(text: string, figures: readonly string[], refuse: (fact: string) => Error): Template {
  const [unknown] = unknownPlaceholders(text, figures);
  if (unknown !== undefined) {
    throw refuse(`"description" has the unknown placeholder {{${unknown}}}; ${knownPlaceholders(figures)}`);
  }
  return {
    paths: namesIn(text).filter((name) => !figures.includes(name)),
    fill: (values) => text.replace(placeholder, (_, name: string) => say(values[name.trim()])),
  };
}

/** The values of some paths in an event, by path. */
export function readPaths(paths: readonly string[], event: unknown): Record<string, unknown> {
  return Object.fromEntries(paths.map((path) => [path, choiceReader(path)(event) ?? null]));
}

function say(value: unknown): string {
  if (value === null || value === undefined) return "unknown";
  const text = (typeof value === "object" ? JSON.stringify(value) : String(value)).toWellFormed();
  // Half a character would be stored as another one.
  return text.length > 200 ? `${text.slice(0, 199).replace(/[\ud800-\udbff]$/, "")}…` : text;
}
