import { describe, expect, test } from "vitest";
import { restAsked, restOf } from "./rest.js";

const date = "Mon, 02 Mar 2026 09:00:00 GMT";
const now = Date.parse(date) / 1000;

describe("how long GitHub wants to be left alone", () => {
  const spent = { date, "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${now + 90}` };
  test.each([
    ["the seconds of retry-after", 429, { date, "retry-after": "7" }, 7_000],
    ["its date, by GitHub's clock", 429, { date, "retry-after": "Mon, 02 Mar 2026 09:02:00 GMT" }, 120_000],
    ["it rather than the reset", 403, { ...spent, "retry-after": "5" }, 5_000],
    ["until the reset, by GitHub's clock, and a second", 403, spent, 91_000],
    ["a second where the reset is past", 429, { ...spent, "x-ratelimit-reset": `${now - 5}` }, 1_000],
    ["a minute where nothing says how long", 429, { date }, 60_000],
    ["a minute where what says it is no time", 429, { date, "retry-after": "soon" }, 60_000],
    ["as long as a failing server says", 503, { date, "retry-after": "3" }, 3_000],
    [
      "no time where requests are left and it is a matter of permission",
      403,
      { ...spent, "x-ratelimit-remaining": "9" },
      null,
    ],
    ["no time for a failing server that does not say", 503, { date }, null],
    ["no time for what is not there", 404, spent, null],
  ])("is %s", (_, status, headers, rest) => {
    expect(restAsked({ status, headers, message: "no" }, 0)).toBe(rest);
  });

  test("is a minute at a secondary limit, then twice as long each time, up to an hour", () => {
    const refusal = { status: 403, headers: { date }, message: "You have exceeded a secondary rate limit" };
    expect([0, 1, 2, 5, 6, 60].map((before) => restAsked(refusal, before))).toEqual([
      60_000, 120_000, 240_000, 1_920_000, 3_600_000, 3_600_000,
    ]);
  });

  test("is known before it refuses", () => {
    expect(restOf(spent)).toBe(91_000);
    expect(restOf({ ...spent, "x-ratelimit-remaining": "1" })).toBeNull();
    expect(restOf({ date })).toBeNull();
  });
});
