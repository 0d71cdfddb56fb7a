import { type Person, presence } from "./people.js";

const hour = 3_600_000;

/** A range of time cut at the full hours; the first and the last piece may be shorter. */
export interface Calendar {
  /** How many pieces. */
  readonly length: number;
  readonly begins: (index: number) => number;
  readonly ends: (index: number) => number;
  readonly indexOf: (time: number) => number;
  /** When a person will have worked for so many hours from a time on, or undefined when the range is over by then. */
  readonly afterWork: (person: Person, time: number, hours: number) => number | undefined;
}

/** The calendar of a range in milliseconds, `to` not included. */
export function createCalendar(from: number, to: number): Calendar {
  const origin = Math.floor(from / hour);
  const length = Math.ceil(to / hour) - origin;
  const begins = (index: number) => Math.max(from, (origin + index) * hour);
  const ends = (index: number) => Math.min(to, (origin + index + 1) * hour);
  const indexOf = (time: number) => Math.floor(time / hour) - origin;

  function afterWork(person: Person, time: number, hours: number): number | undefined {
    let missing = hours;
    for (let index = indexOf(time); index < length; index++) {
      const start = Math.max(time, begins(index));
      const rate = presence(person, start) / hour;
      const done = (ends(index) - start) * rate;
      if (missing < done) return Math.floor(start + missing / rate);
      missing -= done;
    }
    return undefined;
  }

  return { length, begins, ends, indexOf, afterWork };
}
