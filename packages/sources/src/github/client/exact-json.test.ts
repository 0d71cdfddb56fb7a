import { expect, test } from "vitest";
import { parseExactly } from "./exact-json.js";

test.each([
  ['{"id":3804004623172239366}', { id: "3804004623172239366" }],
  ['{"id":-9007199254740993}', { id: "-9007199254740993" }],
  ['{"id":9007199254740991}', { id: 9007199254740991 }],
  ['[1.0000000000000000001,1e300,"3804004623172239366"]', [1, 1e300, "3804004623172239366"]],
  ['{"a":1}', { a: 1 }],
])("%s keeps its digits", (text, value) => {
  expect(parseExactly(text)).toEqual(value);
});

test("what is no JSON is refused", () => {
  expect(() => parseExactly('{"id":3804004623172239366')).toThrow(SyntaxError);
});
