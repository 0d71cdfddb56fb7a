import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DamagedArchive, decompress } from "./decompress.js";
import { readRecords } from "./read-records.js";

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** What comes out, and the error behind it. */
async function unpack(bytes: Buffer, size = 50_000) {
  const out: Uint8Array[] = [];
  try {
    for await (const piece of decompress(cut(bytes, size))) out.push(piece);
    return { out: Buffer.concat(out), error: undefined };
  } catch (error) {
    return { out: Buffer.concat(out), error };
  }
}

/** Without a checksum, which the zstd command adds and Node.js does not, most damage goes unnoticed. */
const params = { [constants.ZSTD_c_checksumFlag]: 1 };
const pack = { gzip: gzipSync, zstd: (bytes: Buffer | string) => zstdCompressSync(bytes, { params }) };
const both = ["gzip", "zstd"] as const;
const lines = (count: number) => Buffer.from(Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join(""));

describe.each(both)("%s", (name) => {
  const compress = (bytes: Buffer | string) => pack[name](bytes);

  test("comes out as it went in: any archives in a row, in pieces of any size", async () => {
    const part = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 40_000 }).map(lines));
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 9000 }),
        async (parts, size) => {
          const { out, error } = await unpack(Buffer.concat(parts.map((bytes) => compress(Buffer.from(bytes)))), size);
          expect(error).toBeUndefined();
          expect(out.equals(Buffer.concat(parts))).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("twice over is unpacked, more often is not", async () => {
    expect((await unpack(compress(compress("hello")))).out.toString()).toBe("hello");
    const { out, error } = await unpack(compress(compress(compress("hello"))));
    expect(out).toHaveLength(0);
    expect(error).toMatchObject({ message: "it is compressed more than 2 times over; unpack it" });
  });

  test("cut off anywhere, the beginning of its text comes out, and then an error", async () => {
    const text = lines(50_000);
    const archive = compress(text);
    for (let at = 5; at < archive.length; at += Math.ceil(archive.length / 20)) {
      const { out, error } = await unpack(archive.subarray(0, at));
      expect(out.equals(text.subarray(0, out.length))).toBe(true);
      expect(error).toBeInstanceOf(DamagedArchive);
      expect(error).toMatchObject({ message: `the ${name} archive is cut off here` });
    }
    expect((await unpack(archive.subarray(0, archive.length * 0.9))).out.length).toBeGreaterThan(text.length / 2);
  });

  test("damaged in the middle, what comes before it comes out", async () => {
    const text = lines(200_000);
    const archive = Buffer.from(compress(text));
    const middle = Math.floor(archive.length / 2);
    archive.fill(0xa5, middle, middle + 40);
    const { out, error } = await unpack(archive);
    expect(error).toMatchObject({ message: expect.stringContaining(`the ${name} archive is damaged here (`) });
    expect(out.length).toBeGreaterThan(text.length / 3);
  });

  test("with something else behind it, nearly all comes out", async () => {
    const text = lines(50_000);
    const { out, error } = await unpack(Buffer.concat([compress(text), Buffer.from("what is this".repeat(100))]));
    expect(out.length).toBeGreaterThan(text.length * 0.9);
    expect(error).toBeInstanceOf(DamagedArchive);
  });

  test("an endless archive takes no memory, and can be left at any time", async () => {
    const archive = compress(Buffer.alloc(64 * 1024 * 1024));
    let left = false;
    async function* endless() {
      try {
        for (;;) yield archive;
      } finally {
        left = true;
      }
    }
    let bytes = 0;
    let most = 0;
    const before = process.memoryUsage().rss;
    for await (const piece of decompress(endless())) {
      bytes += piece.length;
      most = Math.max(most, process.memoryUsage().rss - before);
      if (bytes > 256 * 1024 * 1024) break;
    }
    expect(left).toBe(true);
    expect(most).toBeLessThan(100 * 1024 * 1024);
  });

  test("records are read from it, with the lines of the text", async () => {
    const text = `${lines(3000)}broken\n${lines(2)}`;
    const items = [];
    for await (const batch of readRecords(cut(compress(text), 1000), { name: "log" })) items.push(...batch);
    expect(items).toHaveLength(3003);
    expect(items[3000]).toMatchObject({
      problem: expect.stringContaining("not JSON"),
      place: { file: "log", line: 3001 },
    });
    expect(items[3002]).toMatchObject({ record: { n: 1 }, place: { line: 3003 } });
  });

  test("one problem tells of what cannot be read, and at which line it is", async () => {
    for (const text of [lines(9), Buffer.from(`[${lines(9).toString().trim().replaceAll("\n", ",\n")}]`)]) {
      const archive = compress(Buffer.concat([text, lines(100_000)]));
      const items = [];
      for await (const batch of readRecords(cut(archive.subarray(0, -20), 1000))) items.push(...batch);
      const problems = items.filter((item) => "problem" in item);
      expect(items.length).toBeGreaterThan(9);
      expect(problems).toEqual(items.slice(-1));
      expect(problems[0]).toMatchObject({
        problem: `the ${name} archive is cut off here; what could be read before it was`,
      });
      if (text.toString().startsWith("{")) expect(problems[0]?.place.line).toBe(items.length);
    }
  });
});

test("zeros that pad gzip archives are left out", async () => {
  const zeros = Buffer.alloc(1000);
  const { out, error } = await unpack(Buffer.concat([gzipSync("one,"), zeros, gzipSync("two"), zeros]), 100);
  expect([out.toString(), error]).toEqual(["one,two", undefined]);
});

test("a checksum that is wrong costs nothing of what comes before it", async () => {
  const archive = Buffer.from(gzipSync(lines(3)));
  archive.fill(1, archive.length - 8);
  const { out, error } = await unpack(archive);
  expect(out.equals(lines(3))).toBe(true);
  expect(error).toMatchObject({ message: "the gzip archive is damaged here (incorrect data check)" });
});

test("what is not compressed stays as it is", async () => {
  for (const text of ["", "a", "abc", "plain text"])
    expect((await unpack(Buffer.from(text), 1)).out.toString()).toBe(text);
});

test("an error of the input is told as it is", async () => {
  async function* failing() {
    yield gzipSync("hello").subarray(0, 12);
    throw new Error("disk gone");
  }
  const all = async () => {
    for await (const _ of decompress(failing()));
  };
  await expect(all()).rejects.toThrow("disk gone");
});
