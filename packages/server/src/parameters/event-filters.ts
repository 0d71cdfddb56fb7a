import { eventSorts, severities } from "@mcm/engine";
import { once, repeated, sortKey, text, word } from "./parameter.js";
import { timeRange } from "./time-range.js";

/** What a list of events can be narrowed and sorted by. */
export const eventFilters = {
  user: repeated(text),
  event_type: repeated(text),
  source: repeated(text),
  severity: repeated(word(severities)),
  ...timeRange,
  sort: once(sortKey(eventSorts)),
};
