import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Cursor, McmError, type Page } from "@mcm/engine";
import { testSource } from "@mcm/engine/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { file } from "./file.js";
import { createKnownFiles, rememberedFiles } from "./track/known-files.js";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mcm-file-"));
  path = join(folder, "log");
});
afterEach(() => rmSync(folder, { recursive: true }));

const event = (minute: number, more: object = {}) =>
  JSON.stringify({
    source: "vpn",
    timestamp: `2025-01-20T09:${String(minute).padStart(2, "0")}:00Z`,
    event_type: "login",
    ...more,
  });

/** Everything that a pull brings, as an engine would take it, and where it ended. */
async function pull(cursor: Cursor = null, source = file({ path })) {
  const events: unknown[] = [];
  const rejected: string[] = [];
  let last = cursor;
  for await (const page of source.pull?.({ cursor, signal: new AbortController().signal }) ?? []) {
    for (const record of page.records) {
      try {
        events.push(source.normalize(record));
      } catch (error) {
        rejected.push((error as Error).message);
      }
    }
    last = JSON.parse(JSON.stringify(page.cursor));
  }
  return {
    minutes: events.map((one) => Number((one as { timestamp: string }).timestamp.slice(14, 16))),
    rejected,
    cursor: last,
  };
}

describe("a file as a source", () => {
  test("has a name of its own, or the one it is given", () => {
    expect(file({ path: "a.log" }).name).toBe("file:a.log");
    expect(file({ path: "a.log", name: "vpn" }).name).toBe("vpn");
  });

  test("refuses a format that there is not", () => {
    expect(() => file({ path, format: "syslog" as "auto" })).toThrow(
      /^source "file": "format" is unknown; it takes auto,/,
    );
  });

  test("names the file that cannot be read", async () => {
    await expect(pull()).rejects.toThrow(`cannot read "${path}": there is no such file; check the path`);
  });

  test("lines that were added since the last pull are all that the next one reads", async () => {
    writeFileSync(path, `${event(1)}\n${event(2)}\n`);
    const first = await pull();
    expect(first.minutes).toEqual([1, 2]);
    appendFileSync(path, `${event(3)}\nbroken\n`);
    const second = await pull(first.cursor);
    expect(second.minutes).toEqual([3]);
    expect(second.rejected).toEqual([expect.stringMatching(/log:4: not JSON/)]);
    expect((await pull(second.cursor)).minutes).toEqual([]);
  });

  test("a last line without a line break is read, once", async () => {
    writeFileSync(path, `${event(1)}\n${event(2)}`);
    const first = await pull();
    expect(first.minutes).toEqual([1, 2]);
    expect((await pull(first.cursor)).minutes).toEqual([]);
    appendFileSync(path, `\n${event(3)}\nbroken\n`);
    expect(await pull(first.cursor)).toMatchObject({ minutes: [3], rejected: [expect.stringContaining("log:4:")] });
  });

  test("a line that is still being written is told of, and read when it is whole", async () => {
    const line = event(2);
    writeFileSync(path, `${event(1)}\n${line.slice(0, 20)}`);
    const first = await pull();
    expect(first).toMatchObject({ minutes: [1], rejected: [expect.stringMatching(/log:2: .*it may be cut off/)] });
    appendFileSync(path, `${line.slice(20)}\n`);
    expect(await pull(first.cursor)).toMatchObject({ minutes: [2], rejected: [] });
  });

  test("a file that took the place of the one that was read is read from its beginning", async () => {
    writeFileSync(path, `${event(1)}\n${event(2)}\n`);
    const { cursor } = await pull();
    writeFileSync(path, `${event(3)}\n${event(4)}\n${event(5)}\n`);
    expect((await pull(cursor)).minutes).toEqual([3, 4, 5]);
    writeFileSync(path, `${event(1)}\n`);
    expect((await pull(cursor)).minutes).toEqual([1]);
  });

  test("a file that was cut short is read from its beginning, however alike it begins", async () => {
    const lines = Array.from({ length: 50 }, (_, minute) => `${event(minute)}\n`);
    writeFileSync(path, lines.join(""));
    const { cursor } = await pull();
    writeFileSync(path, lines.slice(0, 30).join(""));
    expect((await pull(cursor)).minutes).toHaveLength(30);
  });

  test("a document is read again as a whole when it changed, and only then", async () => {
    writeFileSync(path, `[${event(1)},\n${event(2)}]`);
    const first = await pull();
    expect(first.minutes).toEqual([1, 2]);
    expect((await pull(first.cursor)).minutes).toEqual([]);
    writeFileSync(path, `[${event(1)},\n${event(2)},\n${event(3)}]`);
    const second = await pull(first.cursor);
    expect(second.minutes).toEqual([1, 2, 3]);
    utimesSync(path, new Date(), new Date(0));
    expect((await pull(second.cursor)).minutes).toEqual([1, 2, 3]);
  });

  test("from the cursor of any page the rest is read, and nothing of what came before", async () => {
    const count = 20_000;
    writeFileSync(path, Array.from({ length: count }, (_, n) => event(n % 60, { external_id: `${n}` })).join("\n"));
    const source = file({ path, format: "events" });
    const signal = new AbortController().signal;
    const pages: Page[] = [];
    for await (const page of source.pull?.({ cursor: null, signal }) ?? []) pages.push(page);
    expect(pages.length).toBeGreaterThan(10);
    let read = 0;
    for (const page of pages) {
      read += page.records.length;
      if (pages.indexOf(page) % 5 === 0) expect((await pull(page.cursor, source)).minutes).toHaveLength(count - read);
    }
    expect(read).toBe(count);
  });

  test("keeps what every source promises", async () => {
    writeFileSync(path, Array.from({ length: 5000 }, (_, n) => event(n % 60, { external_id: `${n}` })).join("\n"));
    writeFileSync(`${path}.json.gz`, gzipSync(`[${event(1, { external_id: "a" })},${event(2, { external_id: "b" })}]`));
    const item = (minute: number) => ({ record: JSON.parse(event(minute)), place: { file: "log", line: minute } });
    await testSource(file({ path: folder }), { samples: [item(1), item(2)] });
  });

  test("one file that cannot be read stops no other, and is named behind them", async () => {
    writeFileSync(`${path}2`, `${event(1)}\n`);
    const pages: Page[] = [];
    const read = async () => {
      const source = file({ path: [path, `${path}2`] });
      for await (const page of source.pull?.({ cursor: null, signal: new AbortController().signal }) ?? []) {
        pages.push(page);
      }
    };
    await expect(read()).rejects.toThrow(`cannot read "${path}": there is no such file; check the path`);
    expect(pages.flatMap((page) => page.records)).toHaveLength(1);
  });

  test("an archive that grew is read on, one that is another is read as a whole, an unchanged one is not", async () => {
    const archive = gzipSync(`${event(1)}\n${event(2)}\n`);
    writeFileSync(path, archive);
    const first = await pull();
    expect(first.minutes).toEqual([1, 2]);
    expect((await pull(first.cursor)).minutes).toEqual([]);
    appendFileSync(path, gzipSync(`${event(3)}\n`));
    const second = await pull(first.cursor);
    expect(second.minutes).toEqual([3]);
    writeFileSync(path, gzipSync(`${event(4)}\n${event(5)}\n${event(6)}\n`));
    expect((await pull(second.cursor)).minutes).toEqual([4, 5, 6]);
  });

  test("of more files than are remembered in full each is known to be read", async () => {
    const known = createKnownFiles(null);
    const entry = (n: number) => ({ path: `${n}`, id: `1:${n}`, size: 5, modified: n, ended: true });
    for (let n = 0; n < 30_000; n++) known.keep(entry(n));
    const cursor = known.cursor();
    expect(cursor.files.length).toBeLessThan(2 * rememberedFiles);
    const again = createKnownFiles(JSON.parse(JSON.stringify(cursor)));
    expect(again.isDone(entry(3))).toBe(true);
    expect(again.isDone({ ...entry(3), size: 6 })).toBe(false);
    again.sweep();
    expect(again.isDone(entry(3))).toBe(true);
    expect(again.isDone(entry(4))).toBe(false);
  });

  test("stops when it is told to", async () => {
    writeFileSync(path, `${event(1)}\n`);
    const pages: unknown[] = [];
    for await (const page of file({ path }).pull?.({ cursor: null, signal: AbortSignal.abort() }) ?? [])
      pages.push(page);
    expect(pages).toEqual([]);
  });

  test("a record that its format refuses is named with its place", async () => {
    writeFileSync(
      path,
      `${event(1)}\n{"action":"repo.create","actor":"ada"}\n{"what":1}\n${event(1, { timestamp: "noon" })}\n`,
    );
    const { minutes, rejected } = await pull();
    expect(minutes).toEqual([1]);
    expect(rejected).toEqual([
      expect.stringMatching(/log:2: github-audit: "@timestamp" is missing; it takes a time/),
      expect.stringMatching(/log:3: its format is not recognised: it has the fields "what"/),
      expect.stringMatching(/log:4: "timestamp" \("noon"\) is not an ISO 8601 time/),
    ]);
    const source = file({ path });
    const item = { record: { what: 1 }, place: { file: "log", line: 3 } };
    expect(() => source.normalize(item)).toThrow(McmError);
  });
});
