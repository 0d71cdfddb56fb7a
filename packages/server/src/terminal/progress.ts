import { wipeLine } from "./output.js";

const redrawEvery = 100;

/** One line on a terminal's standard error that is redrawn as work goes on; nothing elsewhere. */
export interface Progress {
  /** Counts more done; the note stands behind the count. */
  add(count: number, note?: string): void;
  /** Wipes the line. */
  end(): void;
}

/** Shows how many of a thing are done and how many a second. */
export function showProgress(things: string): Progress {
  const started = performance.now();
  let done = 0;
  let drawn = started;
  return {
    add(count, note) {
      done += count;
      const now = performance.now();
      if (!process.stderr.isTTY || now - drawn < redrawEvery) return;
      drawn = now;
      const line = progressLine(things, done, now - started);
      process.stderr.write(`${wipeLine()}${note === undefined ? line : `${line}; ${note}`}`);
    },
    end: () => void process.stderr.write(wipeLine()),
  };
}

function progressLine(things: string, done: number, milliseconds: number): string {
  const rate = Math.round((done / Math.max(milliseconds, 1)) * 1000);
  return `${done.toLocaleString("en")} ${things}, ${rate.toLocaleString("en")}/s`;
}
