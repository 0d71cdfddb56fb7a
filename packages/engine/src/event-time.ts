let day = "";
let dayStart = 0;

/**
 * Milliseconds since 1970 of an event's time, which is UTC with milliseconds. Most are of the day of the one before, so
 * that digits are all there is to read: a sixth of what `Date.parse` takes.
 */
export function timeOf(timestamp: string): number {
  if (timestamp.length !== 24) return Date.parse(timestamp);
  if (!timestamp.startsWith(day) || day === "") {
    day = timestamp.slice(0, 10);
    dayStart = Date.parse(day);
  }
  const minutes = number(timestamp, 11) * 60 + number(timestamp, 14);
  const milliseconds = digit(timestamp, 20) * 100 + number(timestamp, 21);
  return dayStart + (minutes * 60 + number(timestamp, 17)) * 1000 + milliseconds;
}

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;

const number = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);
