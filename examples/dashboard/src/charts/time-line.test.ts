import { describe, expect, it } from "vitest";
import { barsOf, coverage, maximumBars, timeLine } from "./time-line";

const count = (date: string, count = 1) => ({ date, count });

describe("time line", () => {
  it("has a bar for every day, also for those on which nothing happened", () => {
    const days = [count("2026-01-01", 3), count("2026-01-20", 5)];
    const line = timeLine(days, "2026-11-22");
    expect(line.unit).toBe("day");
    const bars = barsOf(line, days);
    expect(bars).toHaveLength(20);
    expect(bars[0]).toEqual({ from: "2026-01-01", to: "2026-01-02", count: 3 });
    expect(bars[1]).toEqual({ from: "2026-01-02", to: "2026-01-03", count: 0 });
    expect(bars[19]).toEqual({ from: "2026-01-20", to: "2026-01-21", count: 5 });
  });

  it("keeps 60 days as days and turns 61 into weeks that start on Monday", () => {
    expect(timeLine([count("2026-01-01"), count("2026-03-01")], "2026-11-22")).toMatchObject({ unit: "day" });
    const weeks = timeLine([count("2026-01-01"), count("2026-03-02")], "2026-11-22");
    expect(weeks.unit).toBe("week");
    expect(weeks.spans[0]).toEqual({ from: "2025-12-29", to: "2026-01-05" });
    expect(weeks.spans.at(-1)).toEqual({ from: "2026-03-02", to: "2026-03-09" });
  });

  it.each([
    ["2024-06-01", "month", { from: "2024-06-01", to: "2024-07-01" }],
    ["2013-02-07", "quarter", { from: "2013-01-01", to: "2013-04-01" }],
    ["1980-05-05", "year", { from: "1980-01-01", to: "1981-01-01" }],
    ["1901-01-01", "5 years", { from: "1900-01-01", to: "1905-01-01" }],
    ["0001-01-01", "50 years", { from: "0000-01-01", to: "0050-01-01" }],
  ])("needs at most 60 bars for data from %s to 2026: one a %s", (date, unit, first) => {
    const line = timeLine([count(date), count("2026-11-20")], "2026-11-22");
    expect(line.unit).toBe(unit);
    expect(line.spans[0]).toEqual(first);
    expect(line.spans.length).toBeLessThanOrEqual(maximumBars);
  });

  it("runs to today while the data is at most 30 days old, and no further than old data", () => {
    const days = [count("2026-01-01"), count("2026-01-20")];
    expect(timeLine(days, "2026-02-19").spans.at(-1)?.from).toBe("2026-02-19");
    expect(timeLine(days, "2026-02-20").spans.at(-1)?.from).toBe("2026-01-20");
  });

  it("runs past today when an event is dated ahead", () => {
    expect(timeLine([count("2026-01-21")], "2026-01-20").spans.at(-1)?.from).toBe("2026-01-21");
  });

  it("shows two weeks around a single day, and the last 30 days when there is nothing", () => {
    expect(timeLine([count("2013-02-07")], "2026-11-22").spans).toHaveLength(14);
    const empty = timeLine([], "2026-11-22");
    expect(empty.spans).toHaveLength(30);
    expect(empty.spans.at(-1)?.from).toBe("2026-11-22");
  });

  it("loses no count, whatever the unit and the order of the days", () => {
    const days = Array.from({ length: 3000 }, (_, index) =>
      count(new Date(Date.UTC(2018, 0, 1 + index)).toISOString().slice(0, 10), index),
    ).reverse();
    const sum = barsOf(timeLine(days, "2026-11-22"), days).reduce((total, bar) => total + bar.count, 0);
    expect(sum).toBe((2999 * 3000) / 2);
  });
});

describe("coverage", () => {
  it("counts the days with anything among all since the first", () => {
    const days = [count("2026-01-01"), count("2026-01-02", 0), count("2026-01-05")];
    expect(coverage(days, "2026-11-22")).toEqual({ covered: 2, days: 5 });
  });

  it("counts silence up to yesterday against fresh data, but not the day that is not over", () => {
    const days = [count("2026-01-01"), count("2026-01-02")];
    expect(coverage(days, "2026-01-03")).toEqual({ covered: 2, days: 2 });
    expect(coverage(days, "2026-01-05")).toEqual({ covered: 2, days: 4 });
    expect(coverage([...days, count("2026-01-05")], "2026-01-05")).toEqual({ covered: 3, days: 5 });
  });

  it("is nothing of nothing when there is nothing", () => {
    expect(coverage([], "2026-01-04")).toEqual({ covered: 0, days: 0 });
  });
});
