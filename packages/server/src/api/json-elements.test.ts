import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseElements } from "./json-elements.js";

const parse = (text: string) => parseElements(text, 128);

/** What `JSON.parse` says; undefined where it throws. */
function whole(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const written = fc
  .tuple(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.constantFrom(undefined, 1, "\t"))
  .map(([value, space]) => JSON.stringify(value, null, space));

/** A text with a few characters put in, or in the place of others. */
const spoilt = fc
  .tuple(
    written,
    fc.array(
      fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom("", ",", "[", "]", "{", "}", '"', "\\", "\u00a0", "\u0001", "7")),
    ),
  )
  .map(([text, faults]) =>
    faults.reduce((spoiling, [place, length, put]) => {
      const at = place % (spoiling.length + 1);
      return spoiling.slice(0, at) + put + spoiling.slice(at + length);
    }, text),
  );

describe("parseElements", () => {
  it("gives what JSON.parse gives of any array", async () => {
    const property = fc.asyncProperty(written, async (text) => {
      expect(await parse(` ${text}\r\n`)).toEqual(JSON.parse(text));
    });
    await fc.assert(property);
  });

  it("takes nothing that JSON.parse does not take, and takes it for nothing else", async () => {
    const property = fc.asyncProperty(spoilt, async (text) => {
      const values = await parse(text);
      if (values !== null) expect(values).toEqual(whole(text));
    });
    await fc.assert(property, { numRuns: 2000 });
  });

  const others = ["{}", "", "  ", "null", "[1}", "[{]}", "[1] 2", "[,]", "[1,]", "[", "[\u00a0]", "\u0001[1]", '["'];
  it.each(others)("leaves %j to JSON.parse", async (text) => {
    expect(await parse(text)).toBeNull();
  });

  it("leaves what nests too deep", async () => {
    expect(await parseElements("[[[1]]]", 3)).toEqual([[[1]]]);
    expect(await parseElements("[[[1]]]", 2)).toBeNull();
  });

  it("lets others have their turn within a body of megabytes", async () => {
    const record = { text: "x".repeat(500), list: [[1], [2]] };
    let turns = 0;
    const clock = setInterval(() => turns++, 0);
    const values = await parse(JSON.stringify(Array(10_000).fill(record)));
    clearInterval(clock);
    expect(values).toHaveLength(10_000);
    expect(turns).toBeGreaterThan(5);
  });
});
