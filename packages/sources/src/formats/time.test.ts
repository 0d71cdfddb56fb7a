import { describe, expect, test } from "vitest";
import { timeOf, utcTime } from "./time.js";

describe("a log's time in UTC", () => {
  test.each([
    [1621305118553, "2021-05-18T02:31:58.553Z"],
    ["1621305118553", "2021-05-18T02:31:58.553Z"],
    [1621305118, "2021-05-18T02:31:58.000Z"],
    ["1621305118", "2021-05-18T02:31:58.000Z"],
    ["1621305118.123", "2021-05-18T02:31:58.123Z"],
    [1621305118553123, "2021-05-18T02:31:58.553Z"],
    ["1621305118553999", "2021-05-18T02:31:58.553Z"],
    ["1621305118553999999", "2021-05-18T02:31:58.553Z"],
    [1621305118553000000, "2021-05-18T02:31:58.553Z"],
    ["2023-01-31 18:58:27.638", "2023-01-31T18:58:27.638Z"],
    ["2023-01-31 18:58:27,638", "2023-01-31T18:58:27.638Z"],
    ["2023-01-31 18:58:27", "2023-01-31T18:58:27.000Z"],
    ["2023-01-31T18:58:27", "2023-01-31T18:58:27.000Z"],
    ["2023-01-31T18:58:27Z", "2023-01-31T18:58:27.000Z"],
    ["2023-01-31 18:58:27 UTC", "2023-01-31T18:58:27.000Z"],
    ["2023-01-31T18:58:27.638912+02:00", "2023-01-31T16:58:27.638Z"],
    ["2023-01-31T18:58:27 -0530", "2023-02-01T00:28:27.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
  ])("%j is %s", (value, iso) => {
    expect(utcTime(value)).toBe(iso);
  });

  test.each([
    "2023-02-30T00:00:00Z",
    "2023-13-01T00:00:00Z",
    "2023-01-31T25:00:00Z",
    "2023-01-31",
    "yesterday",
    "1",
    "20230131",
    20230131,
    0,
    -5,
    Number.NaN,
    1e20,
    "",
    null,
    undefined,
    {},
    true,
  ])("%j is none", (value) => {
    expect(utcTime(value)).toBeUndefined();
  });
});

describe("the time of a record", () => {
  test("is in the first of the fields that it has", () => {
    const record = { at: null, created_at: "2023-01-31 18:58:27", later: 1700000000000 };
    expect(timeOf("log", record, ["at", "created_at", "later"])).toBe("2023-01-31T18:58:27.000Z");
  });

  test("is asked for by name when it is missing or wrong", () => {
    expect(() => timeOf("log", {}, ["created_at", "at"])).toThrow(
      /^log: "created_at" is missing; it takes a time such as/,
    );
    expect(() => timeOf("log", { at: "noon" }, ["created_at", "at"])).toThrow(/^log: "at" is "noon"; it takes a time/);
  });
});
