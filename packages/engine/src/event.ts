import { z } from "zod";
import { canonicalJson, digest } from "./digest.js";
import { McmError } from "./errors.js";
import { explainIssue } from "./explain-issue.js";
import { faultOf, isObject, type JsonObject } from "./json-value.js";
import { isPlainEvent } from "./plain-event.js";
import { carryRawText } from "./raw-text.js";

export type { JsonObject } from "./json-value.js";

/** The four severities, mildest first. */
export const severities = ["low", "medium", "high", "critical"] as const;

/** How grave something is. */
export type Severity = (typeof severities)[number];

export const severitySchema = z.enum(severities);

/** Text that identifies something: bounded, no control characters, valid Unicode on every database. */
const identifier = (maximum: number) =>
  z
    .string()
    .min(1, "is empty; give it a value")
    .max(maximum, `is longer than ${maximum} characters; shorten it`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    .regex(/^[^\u0000-\u001f\u007f]*$/, "holds a control character; remove it")
    .transform((text) => text.toWellFormed());

const timestamp = z.iso
  .datetime({
    offset: true,
    error:
      'is not an ISO 8601 time with a time zone; write it as "2025-01-20T09:00:00.000Z" or with an offset such as "+02:00"',
  })
  .transform((text) => new Date(text).toISOString());

const eventType = z
  .string()
  .max(200, "is longer than 200 characters; shorten it")
  .regex(/^[a-z0-9]+(_+[a-z0-9]+)*$/, 'is not snake_case; write it as "login_failed"');

const content = {
  source: identifier(200),
  timestamp,
  user: identifier(500).nullable(),
  event_type: eventType,
  severity_hint: severitySchema.nullable(),
  raw_data: z
    .custom<JsonObject>(isObject, "is not a JSON object; put the original record here")
    .superRefine((value, context) => {
      const fault = isObject(value) ? faultOf(value) : null;
      if (fault) context.addIssue({ code: "custom", message: `${fault}; write it as text, or leave it out` });
    }),
};

/** One normalised record, as it is stored, queried and shown to rules. */
export const sourceEventSchema = z.strictObject({
  /** The store's number for the event; decides nothing. */
  id: z.int().positive(),
  /** The event's id at its source; with `source` it identifies the event. Null only in rows that others wrote. */
  external_id: identifier(500).nullable(),
  ...content,
  /** Whether the rules have seen it. */
  processed: z.boolean(),
});

/** One normalised record, as it is stored, queried and shown to rules. */
export type SourceEvent = z.infer<typeof sourceEventSchema>;

/**
 * What a source yields: a {@link SourceEvent} before it is stored. `external_id`, `user`, `severity_hint`
 * and `raw_data` may be left out. An exported event is taken back as it is: its `id` and `processed` are
 * accepted and ignored.
 */
export const eventInputSchema = z.strictObject({
  external_id: identifier(500).nullish(),
  ...content,
  user: content.user.optional(),
  severity_hint: content.severity_hint.optional(),
  raw_data: content.raw_data.optional(),
  id: z.unknown().optional(),
  processed: z.unknown().optional(),
});

/** What a source yields; see {@link eventInputSchema}. */
export type EventInput = z.input<typeof eventInputSchema>;

/** A checked event that the store has not numbered yet. `external_id` is never null. */
export interface NewEvent extends Omit<SourceEvent, "id" | "processed" | "external_id"> {
  readonly external_id: string;
}

/** How far ahead of the clock an event may be dated before it is refused, in milliseconds: one day. */
export const maximumLead = 24 * 60 * 60 * 1000;

/**
 * Checks one input and completes it: times become UTC with milliseconds, and an event without
 * `external_id` gets one derived from its content, so that reading it twice never doubles it.
 *
 * @throws {McmError} `invalid_event`, naming the field, what it was and what is taken.
 */
export function parseEvent(input: unknown): NewEvent {
  if (!isObject(input)) {
    throw new McmError("invalid_event", `an event is a JSON object; this is ${describe(input)}`);
  }
  if (isPlainEvent(input, severities)) {
    const { external_id, source, timestamp, user = null, event_type, severity_hint = null, raw_data } = input;
    return carryRawText(input, { external_id, source, timestamp, user, event_type, severity_hint, raw_data });
  }
  const result = eventInputSchema.safeParse(input);
  if (!result.success) throw new McmError("invalid_event", explainIssue(result.error, input, "an event"));
  const { source, timestamp, user = null, event_type, severity_hint = null, raw_data = {} } = result.data;
  const content = { source, timestamp, user, event_type, severity_hint, raw_data };
  return carryRawText(input, { external_id: result.data.external_id ?? contentId(content), ...content });
}

/** The identity of an event that has none at its source: a hash of all it says. */
export function contentId(event: Omit<NewEvent, "external_id">): string {
  const { source, timestamp, user, event_type, severity_hint, raw_data } = event;
  return `sha256:${digest(canonicalJson([source, timestamp, user, event_type, severity_hint, raw_data]))}`;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return `a ${typeof value}`;
}
