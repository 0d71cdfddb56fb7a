import { faultOf, isObject, type JsonObject } from "./json-value.js";

/** An event that is complete as it came. */
interface PlainEvent<Severity> {
  readonly external_id: string;
  readonly source: string;
  readonly timestamp: string;
  readonly user?: string | null | undefined;
  readonly event_type: string;
  readonly severity_hint?: Severity | null | undefined;
  readonly raw_data: JsonObject;
}

const fields = ["external_id", "source", "timestamp", "user", "event_type", "severity_hint", "raw_data"];
const ignored = ["id", "processed"];

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const identifier = /^[^\u0000-\u001f\u007f]+$/;
const eventType = /^[a-z0-9]+(_+[a-z0-9]+)*$/;

/** UTC with milliseconds, on a day that every month has. */
const moment = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * Whether an input is an event to which nothing is to be added and of which nothing is to be changed. Most are, and this
 * tells in a fifth of the time that the schema takes; of any other, the schema says what it is.
 */
export function isPlainEvent<Severity extends string>(
  input: JsonObject,
  severities: readonly Severity[],
): input is JsonObject & PlainEvent<Severity> {
  const { external_id, source, timestamp, user, event_type, severity_hint, raw_data } = input;
  return (
    isIdentifier(source, 200) &&
    isIdentifier(external_id, 500) &&
    typeof timestamp === "string" &&
    moment.test(timestamp) &&
    (user === null || user === undefined || isIdentifier(user, 500)) &&
    typeof event_type === "string" &&
    event_type.length <= 200 &&
    eventType.test(event_type) &&
    (severity_hint === null || severity_hint === undefined || severities.includes(severity_hint as Severity)) &&
    isObject(raw_data) &&
    Object.keys(input).every((key) => fields.includes(key) || ignored.includes(key)) &&
    faultOf(raw_data) === null
  );
}

function isIdentifier(value: unknown, maximum: number): boolean {
  return typeof value === "string" && value.length <= maximum && identifier.test(value) && value.isWellFormed();
}
