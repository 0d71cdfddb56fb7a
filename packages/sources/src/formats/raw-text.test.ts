import type { JsonObject } from "@mcm/engine";
import { parseEvent } from "@mcm/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rawDataIn } from "./raw-text.js";

const head = '{"source":"app","timestamp":"2025-01-20T09:00:00Z","event_type":"tick",';

/** The part, for an event that is taken. */
function partOf(text: string): string | undefined {
  const event = JSON.parse(text) as JsonObject;
  try {
    parseEvent(event);
  } catch {
    return undefined;
  }
  return rawDataIn(text, event);
}

describe("the text of raw_data in an event's text", () => {
  test.each([
    [`${head}"raw_data":{"a":1}}`, '{"a":1}'],
    [`${head}"id" : 5, "raw_data" : { "a": [1.0, {}] } }\r`, '{ "a": [1.0, {}] }'],
    [`${head}"user":"a \\"raw_data\\":{ b","raw_data":{"user":"x","c":{}}}`, '{"user":"x","c":{}}'],
    [`${head}"raw_data":{}}`, "{}"],
    [`${head}"raw_data":{"a":1},"user":"ada"}`, undefined],
    [`${head}"raw_data":{"a":1},"id":{}}`, undefined],
    [`${head}"raw_data":{"a":1},"processed":{"b":{}}}`, undefined],
    [`${head}"raw_data":{"a":1},"raw_data":{"b":2}}`, undefined],
    [`${head}"raw_data":{"a":1},"raw\\u005fdata":{"b":2}}`, undefined],
    [`${head}"id":{"raw_data":{"a":1}},"raw_data":{"b":2}}`, undefined],
    [`${head}"id":{"raw_data":{"a":1}},"id":1,"raw_data":{"b":2}}`, undefined],
    [`${head}"user":"ada"}`, undefined],
  ])("of %s is %s", (text, part) => {
    expect(partOf(text)).toBe(part);
  });

  test("is nothing but that, whatever the members, their order and how often they come", () => {
    const names = [
      "source",
      "timestamp",
      "event_type",
      "user",
      "id",
      "processed",
      "raw_data",
      "raw\\u005fdata",
      "other",
    ];
    const values = [
      ...[
        '"app"',
        '"2025-01-20T09:00:00Z"',
        '"tick"',
        "null",
        "1",
        "true",
        "{}",
        "[]",
        '"a}"',
        '"{\\"raw_data\\":{}}"',
      ],
      ...['{"raw_data":{}}', '{"a":{"id":"}"},"b":[{}]}'],
    ];
    const member = fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...values))
      .map((pair) => `"${pair[0]}":${pair[1]}`);
    let found = 0;
    fc.assert(
      fc.property(fc.array(member, { maxLength: 3 }), fc.array(member, { maxLength: 3 }), (before, after) => {
        const required = head.slice(1, -1);
        const text = `{${[...before, required, '"raw_data":{"b":[{"c":2}]}', ...after].join()}}`;
        const part = partOf(text);
        if (part === undefined) return;
        found++;
        expect(JSON.parse(part)).toEqual(JSON.parse(text).raw_data);
      }),
      { numRuns: 5_000 },
    );
    expect(found).toBeGreaterThan(50);
  });
});
