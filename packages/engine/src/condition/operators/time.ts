import { defineOperator } from "../../operator.js";

/** What a clock on a wall would show. */
interface LocalTime {
  /** `HH:MM`, from 00:00 to 23:59. */
  readonly time: string;
  /** Monday is 1, Sunday 7. */
  readonly day: number;
}

/** ISO 8601 with a zone: without one, text would mean another time on another machine. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;

/** The latest time, and the earliest, that JavaScript knows: 8.64e15 milliseconds from 1970. */
const furthest = 8.64e15;

/** Rules ask for the same time of an event again and again. */
let lastText = "";
let lastInstant = Number.NaN;

function parseTime(text: string): number {
  if (text !== lastText) [lastText, lastInstant] = [text, isoTime.test(text) ? Date.parse(text) : Number.NaN];
  return lastInstant;
}

function instantOf(value: unknown): number | null {
  const instant = typeof value === "string" ? parseTime(value) : value;
  return typeof instant === "number" && Math.abs(instant) <= furthest ? instant : null;
}

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function readerFor(zone: string): (instant: number) => LocalTime {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  let last: readonly [instant: number, shown: LocalTime] | null = null;
  return (instant) => {
    if (last?.[0] === instant) return last[1];
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const day = days.indexOf(parts.get("weekday") ?? "") + 1;
    last = [instant, { time: `${parts.get("hour")}:${parts.get("minute")}`, day }];
    return last[1];
  };
}

const readers = new Map<string, (instant: number) => LocalTime>();

/** The local time in a zone; null where there is no such zone. Zones are IANA's names: finitely many. */
function localTimeIn(zone: string): ((instant: number) => LocalTime) | null {
  const known = readers.get(zone);
  if (known) return known;
  // Offsets such as "+02:00" are no zones: they know no summer time, and not every runtime takes them.
  if (!/^[A-Za-z]/.test(zone)) return null;
  try {
    const reader = readerFor(zone);
    readers.set(zone, reader);
    return reader;
  } catch {
    return null;
  }
}

const prepare = (name: string, pick: (local: LocalTime) => string | number) => {
  return ([, zone]: readonly unknown[]) => {
    const local = typeof zone === "string" ? localTimeIn(zone) : null;
    if (!local) {
      const found = zone === undefined ? "a computed one" : JSON.stringify(zone);
      const fault = `"${name}" takes the name of a time zone that is written out, not ${found}; write "Europe/Berlin" or "UTC"`;
      return { argument: 1, rule: "invalid-time-zone", fault };
    }
    return (value: unknown) => {
      const instant = instantOf(value);
      return instant === null ? null : pick(local(instant));
    };
  };
};

/** `"08:30"`: the time of day in a zone, which `<` and `<=` order rightly as text; null for what is no time. */
export const timeOfDay = defineOperator({
  name: "time_of_day",
  takes: [2, 2],
  evaluate: () => null,
  prepare: prepare("time_of_day", (local) => local.time),
});

/** 1 for Monday to 7 for Sunday, in a zone; null for what is no time. */
export const dayOfWeek = defineOperator({
  name: "day_of_week",
  takes: [2, 2],
  evaluate: () => null,
  prepare: prepare("day_of_week", (local) => local.day),
});
