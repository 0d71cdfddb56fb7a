import fc from "fast-check";
import { expect, test } from "vitest";
import { compareBytes, comparePositions } from "./order.js";

test("strings compare as their UTF-8 bytes do", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", "\t", " ", "é", "\uffee", "\ue000", "\u{1f600}", "\u{10000}"),
  });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 2000 },
  );
});

test("time goes before source and external id", () => {
  expect(comparePositions({ time: 1, tie: "z" }, { time: 2, tie: "a" })).toBeLessThan(0);
  expect(comparePositions({ time: 1, tie: "a\t1" }, { time: 1, tie: "b\t0" })).toBeLessThan(0);
  expect(comparePositions({ time: 1, tie: "a" }, { time: 1, tie: "a" })).toBe(0);
});
