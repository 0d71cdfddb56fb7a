import { type EventInput, type JsonObject, keepRawText, McmError } from "@mcm/engine";
import { z } from "zod";
import { cloudtrail } from "./cloudtrail.js";
import { events } from "./events.js";
import { isJsonObject } from "./fields.js";
import type { Format } from "./format.js";
import { genericNormalizer } from "./generic.js";
import { type GenericMapping, genericMappingSchema, mappingProblem } from "./generic-mapping.js";
import { githubAudit } from "./github-audit.js";
import { githubEvents } from "./github-events.js";
import { githubWebhook } from "./github-webhook/github-webhook.js";
import { okta } from "./okta.js";
import { rawDataIn } from "./raw-text.js";

/** The formats that files are read in, in the order in which they are tried. */
export const formats = [events, githubEvents, githubAudit, githubWebhook, cloudtrail, okta] as const;

/** A format's name, or `auto`: each record is recognised by what it carries. */
export type FormatName = (typeof formats)[number]["name"] | "auto";

/** What can be asked for by name, `auto` first. */
export const formatNames: readonly FormatName[] = ["auto", ...formats.map((format) => format.name)];

/** What records are in: a format by its name, or any other by a mapping of its fields. */
export type RecordFormat = FormatName | GenericMapping;

/** A {@link RecordFormat} as a configuration has it, in JSON. */
export const recordFormatSchema: z.ZodType<RecordFormat> = z.union([z.enum(formatNames), genericMappingSchema], {
  error: ({ input }) => formatProblem(input) ?? "is unknown; correct it",
});

/** The format that a record is in, or undefined. It depends on the record alone, not on the ones before it. */
export function recogniseFormat(record: JsonObject): Format | undefined {
  return formats.find((format) => format.recognises(record));
}

/** Turns a record into an event, or null for a record that is none; `text` is the JSON that it was parsed from, if that is at hand. */
export type Normalizer = (record: JsonObject, text?: string) => EventInput | null;

/**
 * What turns records into events: by the named format, by a mapping of fields, or with `auto` (the default) each by its own.
 * The returned function throws {@link McmError} `invalid_event` for a record that it cannot take. Where it is given a record's
 * text, the event's `raw_data` is stored as it is written there: change nothing in it then.
 *
 * @throws {McmError} `invalid_source` for a name that no format has, or a mapping that lacks something.
 */
export function createNormalizer(format: RecordFormat | (string & {}) = "auto"): Normalizer {
  if (format === "auto") return keepingText(normalizeRecognised);
  const problem = formatProblem(format);
  if (problem) throw new McmError("invalid_source", `format ${nameOf(format)} ${problem}`);
  if (typeof format === "object") return keepingText(genericNormalizer(format));
  const named = formats.find((candidate) => candidate.name === format) ?? events;
  return keepingText(named.normalize);
}

const example = '{"format": "generic", "timestamp": "ts", "event_type": "action", "user": "who.name"}';

/** What is wrong with what should be a format, to be read behind its name; undefined when nothing is. */
function formatProblem(format: unknown): string | undefined {
  if (format === "generic") return `needs a mapping of fields; write it as ${example}`;
  if (isJsonObject(format)) {
    const problem = mappingProblem(format);
    return problem && `cannot be used: ${problem}`;
  }
  const known = formatNames.some((name) => name === format);
  return known ? undefined : `is unknown; it takes ${formatNames.join(", ")}, or a mapping as ${example}`;
}

function nameOf(format: RecordFormat | string): string {
  return JSON.stringify(typeof format === "object" ? format.format : format);
}

function keepingText(normalize: Format["normalize"]): Normalizer {
  return (record, text) => {
    const input = normalize(record);
    if (!input || text === undefined) return input;
    const rawText = input.raw_data === record ? text.trim() : rawDataOf(input, record, text);
    return rawText === undefined || input.raw_data === undefined ? input : keepRawText(input, rawText);
  };
}

function rawDataOf({ raw_data }: EventInput, record: JsonObject, text: string): string | undefined {
  return raw_data === record.raw_data ? rawDataIn(text, record) : undefined;
}

function normalizeRecognised(record: JsonObject): EventInput | null {
  const format = recogniseFormat(record);
  if (!format) throw unrecognised(record);
  return format.normalize(record);
}

function unrecognised(record: JsonObject): McmError {
  const keys = Object.keys(record);
  const listed = keys.slice(0, 6).map((key) => JSON.stringify(key.slice(0, 40)));
  const has = keys.length === 0 ? "no fields" : `the fields ${listed.join(", ")}${keys.length > 6 ? ", …" : ""}`;
  const takes = formats.map((format) => `${format.name} (${format.marks})`).join("; ");
  return new McmError("invalid_event", `its format is not recognised: it has ${has}; it takes ${takes}`);
}
