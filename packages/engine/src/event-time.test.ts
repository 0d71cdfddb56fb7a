import fc from "fast-check";
import { expect, test } from "vitest";
import { timeOf } from "./event-time.js";

test("reads times as Date.parse does, one day after the other", () => {
  const moments = fc.array(
    fc.oneof(
      fc.date({ noInvalidDate: true }),
      fc.integer({ min: 1.7e12, max: 1.7e12 + 2e8 }).map((ms) => new Date(ms)),
    ),
  );
  fc.assert(
    fc.property(moments, (dates) => {
      for (const date of dates) expect(timeOf(date.toISOString())).toBe(date.getTime());
    }),
  );
});
