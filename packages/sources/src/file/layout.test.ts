import { describe, expect, test } from "vitest";
import { headBytes, layoutOf } from "./layout.js";

const lines = "lines";
const document = "document";

describe("the layout of a file", () => {
  test.each([
    ['{"a":1}\n', lines],
    ['{"a":1}\n{"a":', lines],
    ['{"a":1,\n{"a":2}\n', lines],
    ['{"a":1 broken\nplain text\n', lines],
    ["plain text\n", lines],
    ["[2025-01-20] plain text\n", lines],
    ["[INFO] plain text\n", lines],
    ["5", lines],
    ["", lines],
    ["{", lines],
    ["{\n}", document],
    ['{\n  "a": 1\n}', document],
    ['{ "a": 1,\n  "b": 2 }', document],
    ['{"a":\n{"b":1}}', document],
    ["[]", document],
    ["[", document],
    ['[{"a":1}]', document],
    ['[\n{"a":1}\n]', document],
    ['["a"]', document],
    ['{"Records":[{"a":1}]}', document],
    ['{"Records": [\n{"a":1}\n]}', document],
    ['\uFEFF\n  {\n "Records" : [', document],
    ['{"some": [\n{"a":1}\n]}', document],
  ])("%j: %s", (content, expected) => {
    expect(layoutOf(Buffer.from(content), true)).toBe(expected);
  });

  test.each(["", "\n", "{", '{"a":1', '{"a":1,\n', "[", "[ \n"])("%j may become either", (content) => {
    expect(layoutOf(Buffer.from(content), false)).toBeUndefined();
  });

  test("a line that is not over within the head is taken for one", () => {
    expect(layoutOf(Buffer.from(`{"a":"${"x".repeat(headBytes)}`), false)).toBe(lines);
    expect(layoutOf(Buffer.from(`{"Records":[{"a":"${"x".repeat(headBytes)}`), false)).toBe(document);
  });
});
