import { z } from "zod";

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 } as const;
const unitNames = { y: "year", w: "week", d: "day", h: "hour", m: "minute", s: "second", ms: "millisecond" } as const;

type Unit = keyof typeof units;

/** A span of time: `"30s"`, `"10m"`, `"1.5h"`, `"7d"`. Units: ms, s, m, h, d, w, and y for 365 days. */
export type Duration = `${number}${Unit}`;

const form = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w|y)$/;

/** A duration's milliseconds, or undefined when it is none. */
function read(text: string): number | undefined {
  const [, amount, unit] = form.exec(text) ?? [];
  return amount && unit ? Number(amount) * units[unit as Unit] : undefined;
}

/** More than nothing, at most ten years, a whole number of milliseconds. */
const isUsable = (text: string): boolean => {
  const span = read(text);
  return span !== undefined && Number.isInteger(span) && span > 0 && span <= 3650 * units.d;
};

/** A {@link Duration} between a millisecond and ten years, checked. */
export const durationSchema = z
  .custom<Duration>(
    (value) => typeof value === "string" && isUsable(value),
    'is not a duration from 1ms to 3650d; write it as "30s", "10m", "1h" or "7d"',
  )
  .meta({
    type: "string",
    pattern: form.source,
    description: "A span of event time, from 1ms to 3650d: a number and ms, s, m, h, d, w or y (365 days).",
    examples: ["30s", "10m", "1h", "7d"],
  });

/** A checked duration in milliseconds. */
export function milliseconds(duration: Duration): number {
  return read(duration) as number;
}

/** A span for people: `600000` → `10 minutes`; in the largest unit that divides it. */
export function spell(span: number): string {
  const unit = (Object.keys(unitNames) as Unit[]).find((name) => span % units[name] === 0) ?? "ms";
  const amount = span / units[unit];
  return `${amount} ${unitNames[unit]}${amount === 1 ? "" : "s"}`;
}
