import { describe, expect, it } from "vitest";
import { exactTime, relativeTime, utcDate } from "./time";

const now = Date.parse("2026-01-20T12:00:00.000Z");

describe("relative time", () => {
  it.each([
    ["2026-01-20T11:59:01.000Z", "now"],
    ["2026-01-20T11:59:00.000Z", "1 min ago"],
    ["2026-01-20T11:00:00.001Z", "59 min ago"],
    ["2026-01-20T11:00:00.000Z", "1 h ago"],
    ["2026-01-19T12:00:00.001Z", "23 h ago"],
    ["2026-01-19T12:00:00.000Z", "1 d ago"],
    ["2025-12-21T12:00:00.001Z", "29 d ago"],
    ["2025-12-21T12:00:00.000Z", "21 Dec 2025"],
    ["2026-01-20T12:00:30.000Z", "now"],
    ["2026-01-20T15:30:00.000Z", "in 3 h"],
  ])("of %s is %s", (time, text) => {
    expect(relativeTime(time, now)).toBe(text);
  });
});

describe("exact time", () => {
  it("is in UTC whatever the reader's time zone", () => {
    expect(exactTime("2025-01-20T03:12:45.678Z")).toBe("2025-01-20 03:12:45 UTC");
    expect(utcDate("2025-01-20T23:59:59.999Z")).toBe("20 Jan 2025");
  });
});
