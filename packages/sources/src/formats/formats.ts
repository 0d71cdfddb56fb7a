import { type EventInput, type JsonObject, keepRawText, McmError } from "@mcm/engine";
import { cloudtrail } from "./cloudtrail.js";
import { events } from "./events.js";
import type { Format } from "./format.js";
import { githubAudit } from "./github-audit.js";
import { githubEvents } from "./github-events.js";
import { githubWebhook } from "./github-webhook/github-webhook.js";
import { okta } from "./okta.js";
import { rawDataIn } from "./raw-text.js";

/** The formats that files are read in, in the order in which they are tried. */
export const formats = [events, githubEvents, githubAudit, githubWebhook, cloudtrail, okta] as const;

/** A format's name, or `auto`: each record is recognised by what it carries. */
export type FormatName = (typeof formats)[number]["name"] | "auto";

/** What can be asked for, `auto` first. */
export const formatNames: readonly FormatName[] = ["auto", ...formats.map((format) => format.name)];

/** The format that a record is in, or undefined. It depends on the record alone, not on the ones before it. */
export function recogniseFormat(record: JsonObject): Format | undefined {
  return formats.find((format) => format.recognises(record));
}

/** Turns a record into an event, or null for a record that is none; `text` is the JSON that it was parsed from, if that is at hand. */
export type Normalizer = (record: JsonObject, text?: string) => EventInput | null;

/**
 * What turns records into events: by the named format, or with `auto` (the default) each by its own. The
 * returned function throws {@link McmError} `invalid_event` for a record that it cannot take. Where it is given a record's
 * text, the event's `raw_data` is stored as it is written there: change nothing in it then.
 *
 * @throws {McmError} `invalid_source` for a name that no format has.
 */
export function createNormalizer(name: string = "auto"): Normalizer {
  if (name === "auto") return keepingText(normalizeRecognised);
  const format = formats.find((candidate) => candidate.name === name);
  if (format) return keepingText(format.normalize);
  throw new McmError("invalid_source", `format "${name}" is unknown; it takes ${formatNames.join(", ")}`);
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
