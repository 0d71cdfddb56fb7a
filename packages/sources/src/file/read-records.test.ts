import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { JsonObject } from "@mcm/engine";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { maximumRecordBytes } from "./limits.js";
import { placeText, type ReadItem } from "./read-item.js";
import { type ReadOptions, readRecords } from "./read-records.js";

const folder = mkdtempSync(join(tmpdir(), "mcm-read-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(input: Parameters<typeof readRecords>[0], options?: ReadOptions): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const batch of readRecords(input, options)) items.push(...batch);
  return items;
}

/** A stream of the bytes, cut where told. */
async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((one, other) => one - other);
  let from = 0;
  for (const to of [...ends, bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

const text = (content: string | Buffer) => pieces(Buffer.from(content), []);

const shown = (items: readonly ReadItem[]) =>
  items.map((item) => [item.place.line, "record" in item ? item.record : item.problem]);

describe("any records in any layout, cut anywhere", () => {
  const words = fc.string({ unit: fc.constantFrom(...'ab é日😀"\\[]{}:,\n\u2028'), maxLength: 12 });
  const leaf = fc.oneof(words, fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
  const tricky = fc.constantFrom('"Records": [', "\\", '"', "]},{[", "\n", "\u2028", "Records", "\ud83d\ude00");
  /** V8 13.6 (Node.js 24) mistakes a key `"` for a key `\\` that it saw in the same place of another object. */
  const key = fc.oneof(words, tricky).filter((name) => !name.includes("\\"));
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      tricky,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 3 }),
    ),
  })).value;
  const record = fc
    .dictionary(key, value, { noNullPrototype: true, maxKeys: 4 })
    .map((object) => JSON.parse(JSON.stringify(object)) as JsonObject)
    .filter((object) => !Array.isArray(object.Records));
  /** On a first line of its own, `{}` is a record of NDJSON. */
  const firstIsLong = ({ name }: { name: string }, [first = {}]: readonly JsonObject[]) =>
    name !== "pretty records in a row" || Object.keys(first).length > 0;
  const cuts = fc.array(fc.nat(), { maxLength: 40 });

  const lineOf = (document: string, index: number) => document.slice(0, index).split("\n").length;

  /** The document and the line on which each record begins in it. */
  function lay(records: readonly JsonObject[], before: string, between: string, after: string, indent: number) {
    let document = before;
    const lines = records.map((object, index) => {
      document += index === 0 ? "" : between;
      const line = lineOf(document, document.length);
      document += JSON.stringify(object, null, indent);
      return line;
    });
    return { document: document + after, lines };
  }

  const layouts = fc.constantFrom(
    { name: "NDJSON", before: "", between: "\n", after: "\n", indent: 0 },
    { name: "NDJSON, no last line break", before: "", between: "\n", after: "", indent: 0 },
    { name: "NDJSON, CRLF, blank lines, BOM", before: "\uFEFF", between: "\r\n \r\n", after: "\r\n\r\n", indent: 0 },
    { name: "array on one line", before: "[", between: ",", after: "]", indent: 0 },
    { name: "array, a record a line", before: "[\n", between: ",\n", after: "\n]\n", indent: 0 },
    { name: "array, BOM, comma first", before: "\uFEFF [ ", between: "\r\n, ", after: " ]\r\n", indent: 0 },
    { name: "pretty array", before: "[\n", between: ",\n", after: "\n]\n", indent: 2 },
    { name: "pretty records in a row", before: "", between: "\n", after: "\n", indent: 2 },
    { name: "delivery on one line", before: '{"Records":[', between: ",", after: "]}", indent: 0 },
    { name: "pretty delivery", before: '{\n  "Records": [\n', between: ",\n", after: "\n  ]\n}\n", indent: 4 },
    {
      name: "delivery among other fields",
      before: '{\n"a": {"b": ["]}"]},\n"Records":\t[',
      between: ",",
      after: '],\n"z": "]}"\n}',
      indent: 1,
    },
    { name: "two arrays in a row", before: "[] [", between: "]\n[", after: "]", indent: 0 },
  );

  test("read back equal, with the lines on which they begin", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), layouts, cuts, async (records, layout, at) => {
        fc.pre(firstIsLong(layout, records));
        const { before, between, after, indent } = layout;
        const { document, lines } = lay(records, before, between, after, indent);
        const items = await read(pieces(Buffer.from(document), at), { name: "f" });
        expect(shown(items)).toEqual(records.map((object, index) => [lines[index], object]));
      }),
      { numRuns: 600 },
    );
  });

  test("a broken line of NDJSON costs that line alone", async () => {
    const broken = fc.constantFrom(
      "{",
      '{"a":',
      '{"a":1',
      "{bad}",
      "5",
      "null",
      '"x"',
      "garbage",
      "}",
      '{"a":"\u0001"}',
      "[1]",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(record, broken), { minLength: 1 }), cuts, async (lines, at) => {
        const all = [{ first: true }, ...lines];
        const document = all.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
        const items = await read(pieces(Buffer.from(`${document}\n`), at));
        expect(items.map((item) => item.place.line)).toEqual(all.map((_, index) => index + 1));
        expect(items.map((item) => ("record" in item ? item.record : typeof item.problem))).toEqual(
          all.map((line) => (typeof line === "string" ? "string" : line)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("bytes of any kind end in items, never in an error", async () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: fc.constantFrom(...'{}[]",:\\ \n1a', "Records") }).map((junk) => Buffer.from(junk)),
    );
    await fc.assert(
      fc.asyncProperty(noise, cuts, async (bytes, at) => {
        const cut = await read(pieces(bytes, at), { name: "f" });
        const whole = await read(pieces(bytes, []), { name: "f" });
        expect(cut).toEqual(whole);
      }),
      { numRuns: 600 },
    );
  });
});

test("a field whose name only ends like Records does not hold the records", async () => {
  const record = { 'a"Records': [{ b: 1 }], c: [{ Records: [2] }] };
  expect(shown(await read(text(JSON.stringify(record, null, 2))))).toEqual([[1, record]]);
});

describe("what is wrong is told with its line", () => {
  test("in NDJSON", async () => {
    const lines = ['{"a":1}', '{"a":1,}', "", "[INFO] started", '{"a":2}', "7", '{"a":'];
    expect(shown(await read(text(lines.join("\n"))))).toEqual([
      [1, { a: 1 }],
      [2, 'not JSON (Expected double-quoted property name at character 8): {"a":1,}; a record is one JSON object'],
      [4, "not JSON (Unexpected token 'I'): [INFO] started; a record is one JSON object"],
      [5, { a: 2 }],
      [6, "not a record: 7; a record is a JSON object"],
      [
        7,
        'not JSON (Unexpected end of JSON input): {"a":; a record is one JSON object; the file ends here without a line break, so it may be cut off',
      ],
    ]);
  });

  test("in the first line of NDJSON", async () => {
    expect(shown(await read(text('{"a":1,\n{"a":2}\n'))).map(([line]) => line)).toEqual([1, 2]);
    expect(shown(await read(text('[2025-01-20] hello\n{"a":2}\n')))[1]).toEqual([2, { a: 2 }]);
  });

  test("in an element of an array, of which the others go in", async () => {
    expect(shown(await read(text('[\n{"a":1},\n{"a":NaN},\n5,\n{\n"a":bad\n},\n{"a":2}]')))).toEqual([
      [2, { a: 1 }],
      [3, "not JSON (Unexpected token 'N'): {\"a\":NaN}; a record is one JSON object"],
      [4, "not a record: 5; a record is a JSON object"],
      [5, "not JSON (Unexpected token 'b'): {\uFFFD\"a\":bad\uFFFD}; a record is one JSON object; it ends on line 7"],
      [8, { a: 2 }],
    ]);
  });

  test("between the elements of an array, after which nothing can be read", async () => {
    expect(shown(await read(text('[\n{"a":1}\n{"a":2},\n{"a":3}]')))).toEqual([
      [2, { a: 1 }],
      [3, 'expected "," or "]", found "{"; the rest was not read (1 record was)'],
    ]);
    expect(shown(await read(text('{"Records":[{"a":1},,{"a":2}]}')))).toEqual([
      [1, { a: 1 }],
      [1, 'expected a record, found ","; the rest was not read (1 record was)'],
    ]);
    expect(shown(await read(text("[]\n]")))).toEqual([
      [2, 'expected an object or an array, found "]"; the rest was not read (0 records were)'],
    ]);
  });

  test.each([
    [
      '[{"a":1},\n{"a":',
      2,
      /^not JSON \(Unexpected end of JSON input\): .*; the document ends inside of it \(1 record was\)$/,
    ],
    ['[{"a":1},\n{"a":"x', 2, /^not JSON \(Unterminated string at character 8\).*the document ends inside of it/],
    ['[{"a":1},\n', 2, /^the document ends where a record was expected \(1 record was\)$/],
    ['{"Records":[{"a":1}\n', 2, /^the document ends where "," or "]" was expected \(1 record was\)$/],
    ['{"Records":[{"a":1}\n]\n', 3, /^the document ends before its closing bracket \(1 record was\)$/],
  ])("at the end of a document that is cut off: %j", async (document, line, problem) => {
    const [first, second, ...more] = shown(await read(text(document)));
    expect([first, second?.[0], more]).toEqual([[1, { a: 1 }], line, []]);
    expect(second?.[1]).toMatch(problem);
  });

  test("in bytes that are not UTF-8, with the lines around them read", async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":1}\n{"a":"'), Buffer.of(0xff), Buffer.from('"}\n{"a":"é"}\n')]);
    expect(shown(await read(text(bytes)))).toEqual([
      [1, { a: 1 }],
      [2, 'not UTF-8: {"a":"\uFFFD"}; convert it to UTF-8'],
      [3, { a: "é" }],
    ]);
    const array = Buffer.concat([Buffer.from('[{"a":"'), Buffer.of(0xc3), Buffer.from('"},\n{"a":"é"}]')]);
    expect(shown(await read(text(array)))).toEqual([
      [1, 'not UTF-8: {"a":"\uFFFD"}; convert it to UTF-8'],
      [2, { a: "é" }],
    ]);
  });

  test.each([
    ["xz", Buffer.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), /^compressed with xz; decompress it first, as with: xz -dc/],
    ["zip", Buffer.from("PK\u0003\u0004"), /^compressed with zip/],
    ["UTF-16", Buffer.from('\uFEFF{"a":1}', "utf16le"), /^UTF-16; convert it to UTF-8/],
    ["UTF-16 without a mark", Buffer.from('{"a":1}', "utf16le"), /^UTF-16; convert it to UTF-8/],
    [
      "a tar archive",
      Buffer.from(`a.json${"\0".repeat(251)}ustar${"\0".repeat(762)}{}\n`),
      /^a tar archive; unpack it/,
    ],
    [
      "a picture",
      Buffer.from(`\u0089PNG\r\n\u001a\n\0\0\0${"\0\n".repeat(600)}`, "latin1"),
      /^not text but binary data/,
    ],
  ])("in a file that is %s", async (_, bytes, problem) => {
    const items = shown(await read(pieces(bytes, [1, 2, 3])));
    expect(items).toEqual([[1, expect.stringMatching(problem)]]);
  });

  test("zeros before a line, however many, cost nothing", async () => {
    const zeros = Buffer.alloc(200_000);
    const bytes = Buffer.concat([zeros, Buffer.from('{"a":1}\n{"a":2}\n'), zeros, Buffer.from('{"a":3}\n')]);
    expect(shown(await read(pieces(bytes, [5, 100_000, 200_005])))).toEqual([
      [1, { a: 1 }],
      [2, { a: 2 }],
      [3, { a: 3 }],
    ]);
  });

  test("and control characters in it do not reach the terminal", async () => {
    const [item] = await read(text("\u001b[2Jboo\n"));
    expect(item).toMatchObject({ problem: expect.stringContaining("\uFFFD[2Jboo") });
    expect(JSON.stringify(item)).not.toContain("\\u001b");
  });
});

describe("records out of bounds are left out and the others read", () => {
  const mebibyte = Buffer.alloc(1024 * 1024, "x");

  /** The bytes around a string of so many MiB. */
  async function* around(before: string, mebibytes: number, after: string): AsyncGenerator<Uint8Array> {
    yield Buffer.from(before);
    for (let count = 0; count < mebibytes; count++) yield mebibyte;
    yield Buffer.from(after);
  }

  const tooLarge = "larger than 32 MiB, the most that one record may have";

  test.each([
    ["NDJSON", '{"a":1}\n{"a":"', '"}\n{"a":2}\n'],
    ["array", '[{"a":1},\n{"a":"', '"},\n{"a":2}]'],
    ["delivery", '{"Records":[{"a":1},\n{"a":"', '"},\n{"a":2}]}'],
  ])("50 MB in %s", async (_, before, after) => {
    expect(shown(await read(around(before, 50, after)))).toEqual([
      [1, { a: 1 }],
      [2, tooLarge],
      [3, { a: 2 }],
    ]);
  });

  test("50 MB in one piece", async () => {
    const whole: Buffer[] = [];
    for await (const piece of around('{"a":1}\n{"a":"', 50, '"}\n{"a":2}\n')) whole.push(Buffer.from(piece));
    expect(shown(await read(text(Buffer.concat(whole))))).toEqual([
      [1, { a: 1 }],
      [2, tooLarge],
      [3, { a: 2 }],
    ]);
  });

  test("but one just within is read, and one a byte beyond is not", async () => {
    const line = (bytes: number) => `{"a":"${"x".repeat(bytes - 8)}"}`;
    const document = `${line(maximumRecordBytes)}\n${line(maximumRecordBytes + 1)}\n`;
    const items = await read(text(document));
    expect(items.map((item) => ("record" in item ? "record" : item.problem))).toEqual(["record", tooLarge]);
  });

  test.each([
    ["NDJSON", "", "\n", "\n"],
    ["array", "[", ",\n", "]"],
  ])("a million levels deep in %s", async (_, before, between, after) => {
    const deep = `{"a":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`;
    expect(shown(await read(text(before + ['{"a":1}', deep, '{"a":2}'].join(between) + after)))).toEqual([
      [1, { a: 1 }],
      [2, "nested deeper than 200 levels, the most that a record may have"],
      [3, { a: 2 }],
    ]);
  });

  test("200 levels are not too deep, and brackets in strings are no levels", async () => {
    const deep = `{"a":${"[".repeat(199)}${"]".repeat(199)},"b":"${"[".repeat(500)}"}`;
    expect((await read(text(deep))).map((item) => "record" in item)).toEqual([true]);
    expect((await read(text(deep.replace("[", "[[").replace("]", "]]")))).map((item) => "record" in item)).toEqual([
      false,
    ]);
  });
});

describe("inputs", () => {
  test("nothing in, nothing out", async () => {
    for (const empty of ["", "\n\n", "\uFEFF", "  ", "[]", '{"Records":[]}', "[\n]\n"]) {
      expect(await read(text(empty))).toEqual([]);
    }
  });

  test("a path names its records' places", async () => {
    const path = join(folder, "a.ndjson");
    writeFileSync(path, '{"a":1}\n{"a":2}');
    const items = await read(path);
    expect(items.map((item) => placeText(item.place))).toEqual([`${path}:1`, `${path}:2`]);
  });

  test("a stream of text or bytes is read as it comes, under the name it is given", async () => {
    const stream = Readable.from(['{"a":"', 'é"}\n{"a', '":2}']);
    expect(await read(stream, { name: "socket" })).toEqual([
      { record: { a: "é" }, place: { file: "socket", line: 1 }, text: '{"a":"é"}' },
      { record: { a: 2 }, place: { file: "socket", line: 2 }, text: '{"a":2}' },
    ]);
  });

  test("a record comes with its text where the text is its alone", async () => {
    const stream = Readable.from(['{"a":1.0}\n[{"a":2}]\n{"Records":[{"a":3}]}\n']);
    const items = await read(stream);
    expect(items.map((item) => ("text" in item ? item.text : null))).toEqual(['{"a":1.0}', undefined, undefined]);
  });

  test("how many bytes were read is told, whatever they hold", async () => {
    let bytes = 0;
    const onRead = (more: number) => {
      bytes += more;
    };
    await read(Readable.from([Buffer.from('{"a":1}\n\n'), Buffer.from("no record\n")]), { onRead });
    expect(bytes).toBe(19);
  });

  test("a record comes out as soon as it is whole, of an array too", async () => {
    let given = 0;
    async function* endless() {
      yield Buffer.from("[");
      for (;;) {
        given++;
        yield Buffer.from(`{"n":${given}},`);
      }
    }
    for await (const batch of readRecords(endless())) {
      expect(batch).toMatchObject([{ record: { n: given } }]);
      if (given === 1000) break;
    }
    expect(given).toBe(1000);
  });

  test("memory that is used again for the next piece does no harm", async () => {
    const shared = Buffer.alloc(4);
    async function* reusing(document: string) {
      for (let at = 0; at < document.length; at += 4) {
        shared.fill(" ");
        shared.write(document.slice(at, at + 4));
        yield shared;
      }
    }
    const expected = [
      [1, { a: "12345678" }],
      [2, { a: "abcdefgh" }],
    ];
    expect(shown(await read(reusing('[{"a":"12345678"},\n{"a":"abcdefgh"}]')))).toEqual(expected);
    expect(shown(await read(reusing('{"a":"12345678"}\n{"a":"abcdefgh"}\n')))).toEqual(expected);
  });

  test("what cannot be opened is named, with a way out", async () => {
    await expect(read(join(folder, "none"))).rejects.toMatchObject({
      code: "invalid_source",
      message: `cannot read "${join(folder, "none")}": there is no such file; check the path`,
    });
    await expect(read(folder)).rejects.toThrow("it is a folder; name the files in it");
  });

  test("fields named like parts of JavaScript objects are fields like others", async () => {
    const [item] = await read(text('[{"__proto__":{"admin":true},"constructor":1}]'));
    const record = item && "record" in item ? item.record : {};
    expect(Object.keys(record)).toEqual(["__proto__", "constructor"]);
    expect(record.admin).toBeUndefined();
  });
});
