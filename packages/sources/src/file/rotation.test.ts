import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FilePage, filePages } from "./file-pages.js";
import { arbitraryDeed, createRotatingLog, type LogDeed, type RotatingLog } from "./testing/rotating-log.js";

/** A look at the log that stores so many pages before it is killed. */
interface Pull {
  readonly what: "pull";
  readonly pages: number;
}

/** What was stored, over all pulls. */
function createStored() {
  const lines: number[] = [];
  let gaps = 0;
  let cursor: unknown = null;
  return {
    lines,
    gaps: () => gaps,
    cursor: () => cursor,
    take(page: FilePage) {
      for (const item of page.records) if ("record" in item) lines.push(Number(item.record.n));
      gaps += page.gaps?.length ?? 0;
      cursor = JSON.parse(JSON.stringify(page.cursor));
    },
  };
}

type Stored = ReturnType<typeof createStored>;

async function pull(paths: readonly string[], stored: Stored, pages = Number.POSITIVE_INFINITY): Promise<void> {
  const signal = new AbortController().signal;
  let taken = 0;
  try {
    for await (const page of filePages({ paths, follow: false, cursor: stored.cursor(), signal })) {
      if (taken++ >= pages) return;
      stored.take(page);
    }
  } catch (error) {
    // The log is not there at times.
    expect(String(error)).toContain("there is no such file");
  }
}

/** No line twice, every line that is there once; without losses every line that ever was, and no gap. */
function check(log: RotatingLog, stored: Stored): void {
  const seen = new Set(stored.lines);
  expect(stored.lines.length, `doubled lines in ${log.shown()}`).toBe(seen.size);
  const due = log.hasLost() ? log.present() : log.written();
  expect(
    due.filter((n) => !seen.has(n)),
    log.shown(),
  ).toEqual([]);
  if (!log.hasLost()) expect(stored.gaps()).toBe(0);
}

const paths = {
  "its path": ({ path }: RotatingLog) => [path],
  "its folder": ({ folder }: RotatingLog) => [folder],
  "a glob": ({ folder }: RotatingLog) => [join(folder, "app.log*")],
};

const numRuns = process.env.MCM_DEEP ? 2000 : 120;

describe.each(Object.entries(paths))("a log that is rotated and pulled now and then, by %s", (_, pathsOf) => {
  test("gives each line once, or a gap", { timeout: 600_000 }, async () => {
    const pullDeed: fc.Arbitrary<Pull> = fc.record({
      what: fc.constant("pull" as const),
      pages: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat({ max: 3 })),
    });
    const deeds = fc.array(fc.oneof({ weight: 3, arbitrary: arbitraryDeed }, { weight: 1, arbitrary: pullDeed }), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(deeds, async (all: readonly (LogDeed | Pull)[]) => {
        const log = createRotatingLog();
        const stored = createStored();
        try {
          // What is rotated away before anybody looked is not missed.
          log.do({ what: "append", lines: 2, length: 10 });
          await pull(pathsOf(log), stored);
          for (const deed of all) {
            if (deed.what !== "pull") log.do(deed);
            else {
              await pull(pathsOf(log), stored, deed.pages);
              if (deed.pages === Number.POSITIVE_INFINITY) check(log, stored);
            }
          }
          await pull(pathsOf(log), stored);
          await pull(pathsOf(log), stored);
          check(log, stored);
        } finally {
          log.remove();
        }
      }),
      { numRuns },
    );
  });
});
