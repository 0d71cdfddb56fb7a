import { describe, expect, it } from "vitest";
import { maximumDepth, nestsTooDeep } from "./json-depth.js";

const nested = (depth: number) => `${'{"a":['.repeat(depth / 2)}${"]}".repeat(depth / 2)}`;

describe("nestsTooDeep", () => {
  it("allows the maximum and nothing deeper", () => {
    expect(nestsTooDeep(nested(maximumDepth))).toBe(false);
    expect(nestsTooDeep(nested(maximumDepth + 2))).toBe(true);
  });

  it("counts no bracket in a string", () => {
    expect(nestsTooDeep(JSON.stringify({ text: `\\"${"[{".repeat(100)}`, "[[": "\\" }))).toBe(false);
  });

  it("counts nesting, not length", () => {
    expect(nestsTooDeep(JSON.stringify(Array(1000).fill([{}])))).toBe(false);
  });

  it("takes a text that is no JSON", () => {
    expect(nestsTooDeep('"never ends \\')).toBe(false);
    expect(nestsTooDeep("]".repeat(100))).toBe(false);
  });

  it("answers on ten million brackets at once", () => {
    expect(nestsTooDeep("[".repeat(10_000_000))).toBe(true);
  });
});
