import { describe, expect, it } from "vitest";
import { axisLabels, spanName } from "./axis-labels";
import { timeLine } from "./time-line";

const labels = (first: string, last: string) => [
  ...axisLabels(
    timeLine(
      [first, last].map((date) => ({ date, count: 1 })),
      "2030-01-01",
    ),
  ).values(),
];

describe("axis labels", () => {
  it("stand at Mondays below days", () => {
    expect(labels("2026-01-01", "2026-01-31")).toEqual(["5 Jan", "12 Jan", "19 Jan", "26 Jan"]);
    expect(labels("2026-01-01", "2026-02-20").at(-1)).toBe("16 Feb");
  });

  it("stand at months below weeks and at years below quarters, at most nine", () => {
    expect(labels("2026-01-05", "2026-06-30")).toEqual(["Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026"]);
    expect(labels("2013-02-07", "2026-11-20")).toEqual(["2015", "2020", "2025"]);
  });
});

describe("span name", () => {
  it.each([
    ["2026-01-20", "2026-01-21", "Tue 20 Jan 2026"],
    ["2026-01-19", "2026-01-26", "19 – 25 Jan 2026"],
    ["2025-12-29", "2026-01-05", "29 Dec 2025 – 4 Jan 2026"],
    ["2026-01-01", "2026-02-01", "Jan 2026"],
    ["2026-01-01", "2026-04-01", "Jan – Mar 2026"],
    ["2026-01-01", "2027-01-01", "2026"],
    ["2025-01-01", "2030-01-01", "2025 – 2029"],
  ])("says %s to %s as %s", (from, to, name) => {
    expect(
      spanName({ from, to })
        .replace(/[\u2009\u202f\u00a0]/g, " ")
        .replace(/\s*–\s*/, " – "),
    ).toBe(name);
  });
});
