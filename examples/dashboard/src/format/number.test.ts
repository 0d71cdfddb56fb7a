import { describe, expect, it } from "vitest";
import { counted, shortNumber, wholeNumber } from "./number";

describe("numbers", () => {
  it("are written in full with groups, and short on an axis", () => {
    expect(wholeNumber(1234567)).toBe("1,234,567");
    expect([0, 950, 1200, 15_000, 2_500_000].map(shortNumber)).toEqual(["0", "950", "1.2k", "15k", "2.5M"]);
  });

  it("agree with their unit", () => {
    expect([0, 1, 1200].map((count) => counted(count, "finding"))).toEqual([
      "0 findings",
      "1 finding",
      "1,200 findings",
    ]);
    expect(counted(2, "day without events", "days without events")).toBe("2 days without events");
  });
});
