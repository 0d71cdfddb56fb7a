const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/**
 * How long ago a time is, short enough for a column: `now`, `5 min ago`, `3 h ago`, `2 d ago`; its UTC date
 * beyond 30 days. A time ahead reads `in 5 min`.
 */
export function relativeTime(time: string, now: number): string {
  const distance = Math.abs(now - Date.parse(time));
  if (distance < minute) return "now";
  if (distance >= 30 * day) return utcDate(time);
  const span = duration(distance);
  return Date.parse(time) <= now ? `${span} ago` : `in ${span}`;
}

/** A length of time in its largest whole unit: `45 s`, `5 min`, `3 h`, `2 d`. */
export function duration(milliseconds: number): string {
  if (milliseconds < minute) return `${Math.floor(milliseconds / 1000)} s`;
  if (milliseconds < hour) return `${Math.floor(milliseconds / minute)} min`;
  if (milliseconds < day) return `${Math.floor(milliseconds / hour)} h`;
  return `${Math.floor(milliseconds / day)} d`;
}

/** A time to the second, in UTC: `2025-01-20 03:12:45 UTC`. */
export function exactTime(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;
}

/** A time's UTC date: `20 Jan 2025`. */
export function utcDate(time: string): string {
  return date.format(new Date(time));
}

/** Today's UTC date, `2025-01-20`. */
export function utcDay(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}
