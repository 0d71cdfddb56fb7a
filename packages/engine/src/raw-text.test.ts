import { expect, test } from "vitest";
import { parseEvent } from "./event.js";
import { keepRawText, rawTextOf } from "./raw-text.js";

const text = '{ "a" : 1.0 }';
const input = {
  external_id: "1",
  source: "app",
  timestamp: "2025-01-20T09:00:00.000Z",
  event_type: "tick",
  raw_data: JSON.parse(text),
};

test("the text that a record was parsed from goes with the event, however it is checked", () => {
  expect(rawTextOf(parseEvent(keepRawText(input, text)))).toBe(text);
  expect(rawTextOf(parseEvent({ ...keepRawText(input, text), timestamp: "2025-01-20T09:00:00Z" }))).toBe(text);
});

test("but not with another record: what somebody took out stays out", () => {
  expect(rawTextOf(parseEvent({ ...keepRawText(input, text), raw_data: { a: null } }))).toBe('{"a":null}');
  expect(rawTextOf(parseEvent(input))).toBe('{"a":1}');
});

test("an event that carries a text has no other fields for it", () => {
  expect(JSON.parse(JSON.stringify(keepRawText(input, text)))).toEqual(input);
});
