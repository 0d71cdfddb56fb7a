import type { DayCount } from "@mcm/engine";

/** More bars than this would be too thin to read or to hit. */
export const maximumBars = 60;

/** Data whose newest day is older than this many days is history: its time line ends there, not today. */
const watchedFor = 30;

/** Fewer days than this leave lone bars in a wide chart; the line starts earlier instead. */
const fewestDays = 14;

/** A span of whole UTC days. */
export interface Span {
  /** First day, `2025-01-20`. */
  readonly from: string;
  /** The day after the last one. */
  readonly to: string;
}

/** A span and how much happened in it. */
export interface Bar extends Span {
  readonly count: number;
}

/** The spans of a chart's bars, oldest first, without gaps. */
export interface TimeLine {
  /** What one bar stands for: `day`, `week`, `month`, `5 years`. */
  readonly unit: string;
  readonly spans: readonly Span[];
}

interface Step {
  readonly unit: string;
  /** The first day of the span that holds this day; days are numbered from 1970-01-01. */
  readonly start: (day: number) => number;
  /** The first day of the span after the one that starts here. */
  readonly next: (start: number) => number;
}

const months = (unit: string, size: number): Step => {
  const start = (day: number, ahead = 0) => {
    const date = new Date(day * dayLength);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    return monthStart(Math.floor(month / size) * size + ahead);
  };
  return { unit, start: (day) => start(day), next: (day) => start(day, size) };
};

const dayLength = 24 * 60 * 60 * 1000;

// 1970-01-01 was a Thursday; weeks start on Monday.
const weekStart = (day: number) => Math.floor((day + 3) / 7) * 7 - 3;

const steps: readonly Step[] = [
  { unit: "day", start: (day) => day, next: (day) => day + 1 },
  { unit: "week", start: weekStart, next: (day) => day + 7 },
  months("month", 1),
  months("quarter", 3),
  months("year", 12),
  months("5 years", 60),
  months("10 years", 120),
  months("50 years", 600),
  months("200 years", 2400),
];

/**
 * The bars that show all these days: the finest of day, week, month, quarter, year and more that needs at
 * most {@link maximumBars}. It runs to `today` while the data is at most 30 days old, so that silence shows.
 */
export function timeLine(days: readonly DayCount[], today: string): TimeLine {
  const { first, last } = reach(days, dayNumber(today));
  const start = Math.min(first, last - fewestDays + 1);
  for (const step of steps) {
    const spans = spansOf(step, start, last);
    if (spans) return { unit: step.unit, spans };
  }
  return { unit: "day", spans: [] };
}

/**
 * How many of the days from the first one with anything to the last have anything. To yesterday while the data
 * is at most 30 days old: a day that is not over is no gap yet.
 */
export function coverage(
  days: readonly DayCount[],
  today: string,
): { readonly covered: number; readonly days: number } {
  const covered = new Set(days.filter(({ count }) => count > 0).map(({ date }) => date)).size;
  if (covered === 0) return { covered: 0, days: 0 };
  const yesterday = dayNumber(today) - 1;
  const { first, last } = reach(days, yesterday);
  return { covered, days: last - first + 1 };
}

/** The counts of a time line's spans; a day that is not listed counts zero. */
export function barsOf({ spans }: TimeLine, days: readonly DayCount[]): Bar[] {
  const sorted = [...days].sort((a, b) => (a.date < b.date ? -1 : 1));
  let at = 0;
  return spans.map(({ from, to }) => {
    let count = 0;
    for (let day = sorted[at]; day && day.date < to; day = sorted[++at]) if (day.date >= from) count += day.count;
    return { from, to, count };
  });
}

function spansOf(step: Step, first: number, last: number): Span[] | null {
  const spans: Span[] = [];
  for (let start = step.start(first); start <= last; start = step.next(start)) {
    if (spans.length === maximumBars) return null;
    spans.push({ from: dayText(start), to: dayText(step.next(start)) });
  }
  return spans;
}

/** The first and the last day, by number; the last is `now` for data that is not history. */
function reach(days: readonly DayCount[], now: number) {
  const numbers = days.filter(({ count }) => count > 0).map(({ date }) => dayNumber(date));
  if (numbers.length === 0) return { first: now - 29, last: now };
  // Not Math.min(...numbers): thirty years of days would be ten thousand arguments.
  const first = numbers.reduce((a, b) => Math.min(a, b));
  const last = numbers.reduce((a, b) => Math.max(a, b));
  return { first, last: now - last <= watchedFor ? Math.max(now, last) : last };
}

function monthStart(month: number): number {
  // Not Date.UTC, which reads the years 0 to 99 as 1900 to 1999.
  return new Date(0).setUTCFullYear(Math.floor(month / 12), ((month % 12) + 12) % 12, 1) / dayLength;
}

const dayNumber = (day: string) => Date.parse(`${day}T00:00:00Z`) / dayLength;
const dayText = (day: number) => new Date(day * dayLength).toISOString().slice(0, 10);
