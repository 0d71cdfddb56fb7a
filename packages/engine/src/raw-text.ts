import type { JsonObject } from "./json-value.js";

/** Under it an event says what text its record was parsed from; of no interest to anybody else, so no field. */
const parsedFrom: unique symbol = Symbol("parsed from");

/** An event as it comes or as it was checked. */
interface Carrier {
  readonly raw_data?: JsonObject | undefined;
  [parsedFrom]?: { readonly raw_data: JsonObject; readonly text: string };
}

/**
 * Tells what JSON text an event's `raw_data` was parsed from, so that it is stored as it came and not written anew;
 * gives the event that knows. From then on nothing in `raw_data` may change; a copy with other `raw_data` is another
 * matter.
 */
export function keepRawText<Event extends { readonly raw_data?: JsonObject | undefined }>(event: Event, text: string) {
  const { raw_data } = event;
  return raw_data ? { ...event, [parsedFrom]: { raw_data, text } } : event;
}

/** An event that goes on as another one: that knows the text, too. */
export function carryRawText<Event extends Carrier>(from: Carrier, event: Event): Event {
  const kept = from[parsedFrom];
  if (kept) event[parsedFrom] = kept;
  return event;
}

/** An event's `raw_data` as JSON. */
export function rawTextOf(event: Carrier): string {
  const kept = event[parsedFrom];
  return kept && kept.raw_data === event.raw_data ? kept.text : JSON.stringify(event.raw_data);
}
