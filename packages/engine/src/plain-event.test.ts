import fc from "fast-check";
import { expect, test } from "vitest";
import { eventInputSchema, parseEvent, severities } from "./event.js";
import { isPlainEvent } from "./plain-event.js";

/** Values at and beyond the edge of what a field takes. */
const odd = fc.oneof(
  fc.constantFrom(null, undefined, "", "a\u0000", "\ud800", "x".repeat(201), "x".repeat(501), "a__b", "_a", "A", 5, {}),
  fc.string({ unit: "binary" }),
);

const times = fc.oneof(
  fc.date({ noInvalidDate: true, min: new Date(-62e12), max: new Date(253e12) }).map((date) => date.toISOString()),
  fc.constantFrom("2024-02-29T00:00:00.000Z", "2025-02-29T00:00:00.000Z", "2025-02-30T00:00:00.000Z"),
  fc.constantFrom("2025-01-20T24:00:00.000Z", "2025-01-20T09:00:00.000+02:00", "2025-01-20T09:00:00Z", "2025-01-20"),
);

const inputs = fc.record(
  {
    external_id: fc.oneof({ weight: 5, arbitrary: fc.uuid() }, { weight: 1, arbitrary: odd }),
    source: fc.oneof({ weight: 5, arbitrary: fc.constant("app") }, { weight: 1, arbitrary: odd }),
    timestamp: times,
    user: fc.oneof({ weight: 5, arbitrary: fc.constant("ada") }, { weight: 1, arbitrary: odd }),
    event_type: fc.oneof({ weight: 5, arbitrary: fc.constant("login_failed") }, { weight: 1, arbitrary: odd }),
    severity_hint: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...severities, null) },
      { weight: 1, arbitrary: odd },
    ),
    raw_data: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.anything()), odd),
    id: fc.anything(),
    processed: fc.anything(),
  },
  { requiredKeys: ["external_id", "source", "timestamp", "event_type", "raw_data"] },
);

test("what is called plain is what the schema leaves as it is", () => {
  let plain = 0;
  fc.assert(
    fc.property(inputs, (input) => {
      if (!isPlainEvent(input, severities)) return;
      plain++;
      const { id: _, processed: __, user = null, severity_hint = null, ...rest } = eventInputSchema.parse(input);
      expect(parseEvent(input)).toEqual({ ...rest, user, severity_hint });
      expect(rest.raw_data).toBe(input.raw_data);
    }),
    { numRuns: 3000 },
  );
  expect(plain).toBeGreaterThan(100);
});

test("an event with a field that is not ours is not plain", () => {
  const event = {
    external_id: "1",
    source: "app",
    timestamp: "2025-01-20T09:00:00.000Z",
    event_type: "a",
    raw_data: {},
  };
  expect(isPlainEvent(event, severities)).toBe(true);
  expect(isPlainEvent({ ...event, colour: "red" }, severities)).toBe(false);
});
