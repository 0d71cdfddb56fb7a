import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FilePage, filePages } from "./file-pages.js";
import { arbitraryDeed, createRotatingLog } from "./testing/rotating-log.js";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mcm-follow-"));
  path = join(folder, "app.log");
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (n: number) => `{"n":${n}}\n`;

/** Follows files until it is stopped, and keeps what comes. */
function follow(paths: readonly string[], cursor: unknown = null) {
  const stop = new AbortController();
  const pages: FilePage[] = [];
  const records = () => pages.flatMap((page) => page.records);
  const numbers = () => records().flatMap((item) => ("record" in item ? [Number(item.record.n)] : []));
  const ended = (async () => {
    for await (const page of filePages({ paths, follow: true, cursor, signal: stop.signal })) pages.push(page);
  })();
  return {
    pages,
    numbers,
    problems: () => records().flatMap((item) => ("problem" in item ? [item.problem] : [])),
    gaps: () => pages.flatMap((page) => page.gaps ?? []),
    cursor: () => JSON.parse(JSON.stringify(pages.at(-1)?.cursor ?? cursor)) as unknown,
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}

/** Waits until something is so. */
async function until(isSo: () => boolean, patience = 10_000): Promise<void> {
  for (const end = Date.now() + patience; Date.now() < end && !isSo(); ) await wait(10);
}

describe("files that are followed", () => {
  test("give lines as they are written, of files that are not there at first, too", async () => {
    const log = follow([path]);
    await until(() => log.pages.length > 0);
    writeFileSync(path, line(1));
    await until(() => log.numbers().length === 1);
    appendFileSync(path, line(2));
    const written = Date.now();
    await until(() => log.numbers().length === 2);
    expect(Date.now() - written).toBeLessThan(3000);
    await log.stop();
    expect(log.numbers()).toEqual([1, 2]);
    expect(log.pages.at(-1)).toMatchObject({ caughtUp: true });
  });

  test("a last line that is not whole waits, and one that only lacks its line break comes after a second", async () => {
    const log = follow([path]);
    appendFileSync(path, `${line(1)}{"n":`);
    await until(() => log.numbers().length === 1);
    await wait(1500);
    expect(log.problems()).toEqual([]);
    appendFileSync(path, "2}");
    await until(() => log.numbers().length === 2);
    appendFileSync(path, `\n${line(3)}`);
    await until(() => log.numbers().length === 3);
    await log.stop();
    expect(log.numbers()).toEqual([1, 2, 3]);
    expect(log.problems()).toEqual([]);
  });

  test("end at once when they are told to, with a cursor to go on from", async () => {
    writeFileSync(path, line(1));
    const first = follow([path]);
    await until(() => first.numbers().length === 1);
    const began = Date.now();
    await first.stop();
    expect(Date.now() - began).toBeLessThan(500);
    appendFileSync(path, line(2));
    renameSync(path, `${path}.1`);
    appendFileSync(path, line(3));
    const second = follow([path], first.cursor());
    await until(() => second.numbers().length === 2);
    await second.stop();
    expect(second.numbers()).toEqual([2, 3]);
  });

  test("what was written to a file before it was deleted is read", async () => {
    writeFileSync(path, line(1));
    const log = follow([path]);
    await until(() => log.numbers().length === 1);
    appendFileSync(path, line(2));
    rmSync(path);
    await until(() => log.numbers().length === 2);
    writeFileSync(path, line(3));
    await until(() => log.numbers().length === 3);
    await log.stop();
    expect(log.numbers()).toEqual([1, 2, 3]);
    expect(log.gaps()).toEqual([]);
  });

  test("a file that is cut short is read from its beginning, and what may be lost is told", async () => {
    writeFileSync(path, line(1) + line(2));
    const log = follow([path]);
    await until(() => log.numbers().length === 2);
    truncateSync(path);
    appendFileSync(path, line(3));
    await until(() => log.numbers().length === 3);
    await log.stop();
    expect(log.numbers()).toEqual([1, 2, 3]);
    expect(log.gaps()).toEqual([
      {
        from: expect.any(String),
        to: expect.any(String),
        reason: expect.stringContaining("was cut short or written anew"),
      },
    ]);
  });

  test("new files of a folder come, those in new folders below it, too", async () => {
    writeFileSync(join(folder, "a.ndjson"), line(1));
    const log = follow([folder]);
    await until(() => log.numbers().length === 1);
    mkdirSync(join(folder, "below"));
    writeFileSync(join(folder, "below", "b.ndjson"), line(2));
    await until(() => log.numbers().length === 2);
    await log.stop();
    expect(log.numbers()).toEqual([1, 2]);
  });
});

const numRuns = process.env.MCM_DEEP ? 600 : 12;

test("a log that is rotated while it is followed, and left now and then, gives each line once", {
  timeout: 600_000,
}, async () => {
  const leave = fc.record({ what: fc.constant("leave" as const) });
  const pause = fc.record({ what: fc.constant("pause" as const), milliseconds: fc.integer({ min: 0, max: 120 }) });
  const deeds = fc.array(
    fc.oneof({ weight: 5, arbitrary: arbitraryDeed }, { weight: 2, arbitrary: pause }, { weight: 1, arbitrary: leave }),
    { maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(deeds, fc.boolean(), async (all, byPath) => {
      const log = createRotatingLog();
      log.do({ what: "append", lines: 2, length: 10 });
      const paths = [byPath ? log.path : log.folder];
      let reader = follow(paths);
      await until(() => reader.numbers().length === 2);
      const before: number[] = [];
      let gaps = 0;
      const leaveOff = async () => {
        await reader.stop();
        before.push(...reader.numbers());
        gaps += reader.gaps().length;
        reader = follow(paths, reader.cursor());
      };
      try {
        for (const deed of all) {
          if (deed.what === "pause") await wait(deed.milliseconds);
          else if (deed.what === "leave") await leaveOff();
          else log.do(deed);
        }
        const seen = () => new Set([...before, ...reader.numbers()]);
        const due = () => (log.hasLost() ? log.present() : log.written());
        await until(() => due().every((n) => seen().has(n)), 5000);
        await leaveOff();
        expect(
          due().filter((n) => !seen().has(n)),
          log.shown(),
        ).toEqual([]);
        expect(before.length, log.shown()).toBe(new Set(before).size);
        if (!log.hasLost()) expect(gaps).toBe(0);
      } finally {
        await reader.stop();
        log.remove();
      }
    }),
    { numRuns },
  );
});
