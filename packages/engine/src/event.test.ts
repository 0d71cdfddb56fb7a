import { describe, expect, test } from "vitest";
import { parseEvent } from "./event.js";

const event = { source: "app", timestamp: "2025-01-20T09:00:00.000Z", event_type: "login_failed" };

describe("parseEvent", () => {
  test("completes what was left out", () => {
    expect(parseEvent({ ...event, external_id: "7" })).toEqual({
      ...event,
      external_id: "7",
      user: null,
      severity_hint: null,
      raw_data: {},
    });
  });

  test("brings times to UTC with milliseconds", () => {
    expect(parseEvent({ ...event, timestamp: "2025-01-20T09:00:00+02:00" }).timestamp).toBe("2025-01-20T07:00:00.000Z");
  });

  test("takes back an exported event, whatever its number", () => {
    expect(parseEvent({ ...event, id: 12, processed: true })).toEqual(parseEvent(event));
  });

  test("derives an identity from the content, whatever the order of its keys", () => {
    const one = parseEvent({ ...event, raw_data: { a: 1, b: { c: 2, d: 3 } } });
    expect(parseEvent({ ...event, raw_data: { b: { d: 3, c: 2 }, a: 1 } }).external_id).toBe(one.external_id);
    expect(parseEvent({ ...event, raw_data: { a: 1, b: { c: 2, d: 4 } } }).external_id).not.toBe(one.external_id);
    expect(parseEvent({ ...event, user: "ada" }).external_id).not.toBe(parseEvent(event).external_id);
  });

  test("keeps a key named __proto__ as plain data", () => {
    const raw_data = JSON.parse('{"__proto__": {"admin": true}}');
    const parsed = parseEvent({ ...event, raw_data }).raw_data;
    expect(JSON.stringify(parsed)).toBe('{"__proto__":{"admin":true}}');
    expect((parsed as { admin?: boolean }).admin).toBeUndefined();
  });

  test.each([
    ["null", null, "an event is a JSON object; this is null"],
    ["a list", [], "an event is a JSON object; this is an array"],
    ["no type", { ...event, event_type: undefined }, '"event_type" is missing; it takes a value of type string'],
    ["a time in words", { ...event, timestamp: "yesterday" }, '"timestamp" ("yesterday") is not an ISO 8601 time'],
    ["a day that is not", { ...event, timestamp: "2025-02-30T00:00:00Z" }, "is not an ISO 8601 time"],
    ["a time without zone", { ...event, timestamp: "2025-01-20T09:00:00" }, 'such as "+02:00"'],
    ["a type in words", { ...event, event_type: "Login Failed" }, 'is not snake_case; write it as "login_failed"'],
    ["a number for a user", { ...event, user: 5 }, '"user" is 5; it takes a value of type string'],
    ["a NUL in a name", { ...event, user: "a\u0000b" }, "holds a control character; remove it"],
    ["an unknown severity", { ...event, severity_hint: "urgent" }, 'it takes "low", "medium", "high", "critical"'],
    ["a list for the record", { ...event, raw_data: [] }, '"raw_data" (an array) is not a JSON object'],
    ["a record without bottom", { ...event, raw_data: nested(20_000) }, "nests deeper than 100 levels"],
    ["a number that JSON cannot hold", { ...event, raw_data: { n: 1n } }, "holds a bigint, which JSON has no form for"],
    ["what is not a number", { ...event, raw_data: { n: [Number.NaN] } }, "holds NaN, which JSON has no word for"],
    [
      "a date as it is",
      { ...event, raw_data: { at: new Date(0) } },
      "holds a Date, which JSON has no form for; write it as text",
    ],
    ["a field that is not ours", { ...event, colour: "red" }, '"colour" is not a field of an event; take it out'],
    ["an empty identity", { ...event, external_id: "" }, '"external_id" ("") is empty'],
  ])("refuses %s, and says what is taken", (_, input, message) => {
    expect(() => parseEvent(input)).toThrow(message);
  });
});

function nested(levels: number): object {
  let value = {};
  for (let i = 0; i < levels; i++) value = { value };
  return value;
}
