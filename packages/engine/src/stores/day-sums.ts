import { dayCounters, hoursOfDay } from "./schema.js";
import { type Tally, tally } from "./tally.js";

/** What counts of events by hour, source and type add to the sums of days, by counter, key and day. */
export function daysOfEvents(counts: Tally): Tally {
  const days = tally();
  for (const [[hour = 0, source = 0, type = 0], count] of counts.sums()) {
    const day = Math.floor(hour / hoursOfDay);
    days.add([dayCounters.events, 0, day], count);
    days.add([dayCounters.bySource, source, day], count);
    days.add([dayCounters.byType, type, day], count);
  }
  return days;
}

/** What counts of findings by hour, version of a rule, severity and rule add to them. */
export function daysOfFindings(counts: Tally): Tally {
  const days = tally();
  for (const [[hour = 0, , severity = 0, rule = 0], count] of counts.sums()) {
    const day = Math.floor(hour / hoursOfDay);
    days.add([dayCounters.bySeverity, severity, day], count);
    days.add([dayCounters.byRule, rule, day], count);
  }
  return days;
}
