import type { Span, TimeLine } from "./time-line";

/** More labels than this crowd an axis. */
const maximumLabels = 9;

interface Level {
  /** Spans of one group share a label, which stands at the first of them. */
  readonly group: (day: Date) => number;
  readonly label: Intl.DateTimeFormat;
}

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options });
const dayAndMonth = format({ day: "numeric", month: "short" });
const monthAndYear = format({ month: "short", year: "numeric" });
const year = format({ year: "numeric" });

const years = (size: number): Level => ({ group: (day) => Math.floor(day.getUTCFullYear() / size), label: year });

const levels: readonly Level[] = [
  { group: (day) => day.getTime(), label: dayAndMonth },
  // Weeks start on Monday; 1970-01-01 was a Thursday.
  { group: (day) => Math.floor((day.getTime() / 86_400_000 + 3) / 7), label: dayAndMonth },
  { group: (day) => day.getUTCFullYear() * 12 + day.getUTCMonth(), label: monthAndYear },
  { group: (day) => day.getUTCFullYear() * 4 + Math.floor(day.getUTCMonth() / 3), label: monthAndYear },
  years(1),
  years(5),
  years(10),
  years(50),
  years(200),
  years(1000),
];

/** What stands below a chart's bars: the first days of weeks, months or years, by the first day of their bar. */
export function axisLabels({ spans }: TimeLine): Map<string, string> {
  for (const level of levels) {
    const labels = labelsOf(level, spans);
    if (labels.size <= maximumLabels) return labels;
  }
  return new Map();
}

function labelsOf({ group, label }: Level, spans: readonly Span[]): Map<string, string> {
  const labels = new Map<string, string>();
  let last = spans[0] ? group(dayBefore(spans[0].from)) : 0;
  for (const { from } of spans) {
    const day = dayOf(from);
    if (group(day) !== last) labels.set(from, label.format(day));
    last = group(day);
  }
  return labels;
}

/** A span as a person would say it: `Tue 20 Jan 2026`, `19–25 Jan 2026`, `Jan 2026`, `2026`. */
export function spanName({ from, to }: Span): string {
  const first = dayOf(from);
  const last = dayBefore(to);
  if (first.getTime() === last.getTime()) return oneDay.format(first).replace(",", "");
  if (first.getUTCDate() !== 1 || dayOf(to).getUTCDate() !== 1) return manyDays.formatRange(first, last);
  if (first.getUTCMonth() === 0 && last.getUTCMonth() === 11) return year.formatRange(first, last);
  return monthAndYear.formatRange(first, last);
}

const oneDay = format({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const manyDays = format({ day: "numeric", month: "short", year: "numeric" });

const dayOf = (day: string) => new Date(`${day}T00:00:00Z`);
const dayBefore = (day: string) => new Date(dayOf(day).getTime() - 86_400_000);

/** A span of which either end may be open: `From 20 Jan 2026`, `Before 21 Jan 2026`. */
export function rangeName({ from, to }: { readonly from: string | null; readonly to: string | null }): string {
  if (from !== null && to !== null) return from < to ? spanName({ from, to }) : `${from} to ${to}`;
  if (from !== null) return `From ${manyDays.format(dayOf(from))}`;
  return to === null ? "All times" : `Before ${manyDays.format(dayOf(to))}`;
}
