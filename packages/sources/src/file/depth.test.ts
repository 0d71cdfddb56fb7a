import { describe, expect, test } from "vitest";
import { isDangerous, isTooDeep } from "./depth.js";

const nested = (levels: number, filling = "") => `${"[".repeat(levels)}${filling}${"]".repeat(levels)}`;
const refused = (text: string) => isDangerous(text) || isTooDeep(JSON.parse(text), text);

/** Long enough to be looked at before it is parsed. */
const long = (text: string) => `[${JSON.stringify("x".repeat(70_000))},${text}]`;

describe("how deep a text nests", () => {
  test.each([
    ["short", nested(200), nested(201)],
    ["longer", nested(200, JSON.stringify("x".repeat(500))), nested(201, JSON.stringify("x".repeat(500)))],
    ["long", long(nested(199)), long(nested(200))],
  ])("200 levels are taken and 201 are not: %s", (_, taken, tooDeep) => {
    expect(refused(taken)).toBe(false);
    expect(refused(tooDeep)).toBe(true);
  });

  test("what would be dangerous to build is known before", () => {
    expect(isDangerous(nested(40_000))).toBe(true);
    expect(isDangerous(long('{"a":'.repeat(300)))).toBe(true);
  });

  test("brackets in strings do not nest, whatever is escaped in them", () => {
    const brackets = JSON.stringify(`${"[".repeat(500)}"\\`);
    expect(refused(`[${brackets}]`)).toBe(false);
    expect(refused(long(`[${brackets},${brackets}]`))).toBe(false);
  });
});
