import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";

/** What happens to a log. */
export type LogDeed =
  | { readonly what: "append"; readonly lines: number; readonly length: number }
  | { readonly what: "half" | "reopen" | "rename" | "copy" | "compress" | "delete" };

/** Rotated files that are kept; the oldest is deleted beyond. */
const kept = 3;

/** A log with its writer and its rotation. */
export interface RotatingLog {
  readonly folder: string;
  readonly path: string;
  readonly do: (deed: LogDeed) => void;
  /** The numbers of all lines that were whole in some file. */
  readonly written: () => readonly number[];
  /** The numbers of all lines that are whole in some file now. */
  readonly present: () => readonly number[];
  /** Whether lines may be gone from all files. */
  readonly hasLost: () => boolean;
  /** What lies in the folder, for messages. */
  readonly shown: () => string;
  readonly remove: () => void;
}

/** A log as a writer and logrotate make it, in a folder of its own. The writer holds its file until it reopens it. */
export function createRotatingLog(): RotatingLog {
  const folder = mkdtempSync(join(tmpdir(), "mcm-log-"));
  const path = join(folder, "app.log");
  const written: number[] = [];
  let next = 0;
  let half = "";
  let lost = false;
  let writer: number | undefined;
  /** Whether the writer's file has another name by now. */
  let isMoved = false;

  const write = (text: string): void => {
    writer ??= openSync(path, "a");
    writeSync(writer, text);
  };
  const lineOf = (n: number, length: number): string => `{"n":${n},"text":"${"x".repeat(length)}"}`;

  function append(count: number, length: number): void {
    if (half !== "") finishHalf();
    for (let index = 0; index < count; index++) {
      write(`${lineOf(next, length)}\n`);
      written.push(next++);
    }
  }

  function finishHalf(): void {
    write(`${half}\n`);
    written.push(next++);
    half = "";
  }

  function startHalf(): void {
    if (half !== "") return;
    const line = lineOf(next, 30);
    write(line.slice(0, 17));
    half = line.slice(17);
  }

  function shift(): void {
    const names = (n: number) => [`${path}.${n}`, `${path}.${n}.gz`];
    for (const name of names(kept)) {
      if (!existsSync(name)) continue;
      rmSync(name);
      lost = true;
    }
    for (let n = kept - 1; n >= 1; n--) {
      const [from = "", fromArchive = ""] = names(n);
      if (existsSync(from)) renameSync(from, `${path}.${n + 1}`);
      if (existsSync(fromArchive)) renameSync(fromArchive, `${path}.${n + 1}.gz`);
    }
  }

  const close = (): void => {
    if (half !== "" && !isMoved) finishHalf();
    isMoved = false;
    if (writer !== undefined) closeSync(writer);
    writer = undefined;
    if (half === "") return;
    // A line of which the rest was never written.
    half = "";
    next++;
  };

  const deeds: Readonly<Record<Exclude<LogDeed["what"], "append">, () => void>> = {
    half: startHalf,
    reopen: close,
    rename() {
      if (!existsSync(path)) return;
      shift();
      renameSync(path, `${path}.1`);
      isMoved = writer !== undefined;
    },
    copy() {
      if (!existsSync(path)) return;
      shift();
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
      if (half === "") return;
      // Half of the line is in the copy; the writer begins a new one.
      half = "";
      next++;
    },
    compress() {
      const name = readdirSync(folder).find((one) => /\.[23]$/.test(one));
      if (!name || isMoved) return;
      const from = join(folder, name);
      const { atime, mtime } = statSync(from);
      writeFileSync(`${from}.gz`, gzipSync(readFileSync(from)));
      utimesSync(`${from}.gz`, atime, mtime);
      rmSync(from);
    },
    delete() {
      if (!existsSync(path)) return;
      close();
      rmSync(path);
      lost = true;
    },
  };

  return {
    folder,
    path,
    do: (deed) => (deed.what === "append" ? append(deed.lines, deed.length) : deeds[deed.what]()),
    written: () => written,
    present: () => readdirSync(folder).flatMap((name) => numbersIn(join(folder, name))),
    hasLost: () => lost,
    shown: () =>
      readdirSync(folder)
        .map((name) => `${name} ${statSync(join(folder, name)).size}`)
        .join(", "),
    remove: () => {
      close();
      rmSync(folder, { recursive: true });
    },
  };
}

function numbersIn(path: string): number[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return [...text.matchAll(/^\{"n":(\d+),"text":"x*"\}$/gm)].map(([, n]) => Number(n));
}

/** Whatever may happen to a log. */
export const arbitraryDeed: fc.Arbitrary<LogDeed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant("append" as const),
      lines: fc.integer({ min: 1, max: 40 }),
      length: fc.constantFrom(0, 10, 10, 300),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constantFrom(
        "half" as const,
        "reopen" as const,
        "rename" as const,
        "copy" as const,
        "compress" as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("delete" as const) }) },
);
