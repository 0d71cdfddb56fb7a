import { expect, test } from "vitest";
import { type Duration, durationSchema, milliseconds, spell } from "./duration.js";

test.each([
  ["250ms", 250, "250 milliseconds"],
  ["30s", 30_000, "30 seconds"],
  ["10m", 600_000, "10 minutes"],
  ["1.5h", 5_400_000, "90 minutes"],
  ["1h", 3_600_000, "1 hour"],
  ["7d", 604_800_000, "1 week"],
  ["30d", 2_592_000_000, "30 days"],
] as [Duration, number, string][])("%s is %i ms and reads %s", (text, span, words) => {
  expect(milliseconds(durationSchema.parse(text))).toBe(span);
  expect(spell(span)).toBe(words);
});

test.each(["10", "m", "10 m", "-1h", "0s", "1.2345ms", "1e3s", "4000d", 600_000, null])(
  "%s is no duration",
  (value) => {
    expect(durationSchema.safeParse(value).success).toBe(false);
  },
);
