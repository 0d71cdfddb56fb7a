import { findingSorts, findingStatuses, severities } from "@mcm/engine";
import { once, repeated, sortKey, text, word, yesOrNo } from "./parameter.js";
import { timeRange } from "./time-range.js";

/** What a list of findings can be narrowed and sorted by. */
export const findingFilters = {
  user: repeated(text),
  event_type: repeated(text),
  source: repeated(text),
  severity: repeated(word(severities)),
  rule_name: repeated(text),
  status: repeated(word(findingStatuses)),
  control: repeated(text),
  withdrawn: once(yesOrNo),
  ...timeRange,
  sort: once(sortKey(findingSorts)),
};
