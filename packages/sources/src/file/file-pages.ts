import { type Gap, McmError, type Page } from "@mcm/engine";
import { unreadable } from "./open.js";
import type { ReadItem } from "./read-item.js";
import { createKnownFiles } from "./track/known-files.js";
import { type Look, look } from "./track/look.js";
import { createOpenFiles } from "./track/open-files.js";
import type { Step } from "./track/opened-file.js";
import { createWaker } from "./track/wake.js";

/** What is read, and how far. */
export interface FilePull {
  readonly paths: readonly string[];
  /** Goes on until the signal aborts, as more is written. */
  readonly follow: boolean;
  readonly cursor: unknown;
  readonly signal: AbortSignal;
}

/** A page of files' records, some of which are problems. */
export interface FilePage extends Page {
  readonly records: readonly ReadItem[];
  readonly gaps?: readonly Gap[];
  readonly caughtUp?: boolean;
}

const pageRecords = 1000;
const pageBytes = 1024 * 1024;

/** What a page holds at most, however large the cursor is; one piece of a file may go beyond. */
const mostRecords = 20_000;
const mostBytes = 8 * 1024 * 1024;

/** Milliseconds between looks, at least; and the part of the time that goes into looking, at most. */
const shortestRest = 50;
const lookingShare = 0.2;

/**
 * Pages of what is new in some files, each file from where it was left.
 *
 * @throws {McmError} `invalid_source` behind the last page, for what cannot be read; followed files are told of in a page.
 */
export async function* filePages({ paths, follow, cursor, signal }: FilePull): AsyncGenerator<FilePage> {
  const known = createKnownFiles(cursor);
  const open = createOpenFiles({ stay: follow });
  const waker = createWaker(signal);
  const faults = createFaults();
  try {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const began = performance.now();
      const found = await look(paths, { known, mayBeMissing: follow, isOpen: open.isOpen });
      const took = performance.now() - began;
      faults.found(found.problems);
      yield* pages(found, { isFirst });
      if (!follow) return faults.throwAny();
      await waker.wait(found.folders, Math.max(shortestRest, took / lookingShare - took));
    }
  } finally {
    waker.close();
    await open.close();
  }

  async function* pages(
    { gaps, readings, orphans }: Look,
    { isFirst }: { isFirst: boolean },
  ): AsyncGenerator<FilePage> {
    let records: ReadItem[] = [];
    let untold = gaps;
    let bytes = 0;
    const page = (caughtUp: boolean): FilePage => {
      const full = { records, cursor: known.cursor(), ...(untold.length > 0 ? { gaps: untold } : {}), caughtUp };
      [records, untold, bytes] = [[], [], 0];
      return full;
    };
    const add = (step: Step): void => {
      for (const item of step.items) records.push(item);
      bytes += step.bytes;
    };
    // A large cursor goes with larger pages, as it is written with each of them.
    const isFull = () => {
      const size = known.cursorSize();
      return (
        records.length >= Math.min(Math.max(pageRecords, size / 100), mostRecords) ||
        bytes >= Math.min(Math.max(pageBytes, size), mostBytes)
      );
    };

    for await (const step of open.readOrphans(orphans)) {
      add(step);
      if (signal.aborted) return;
      if (isFull()) yield page(false);
    }
    for (const reading of readings) {
      try {
        for await (const step of open.read(reading)) {
          add(step);
          known.keep(step.entry);
          if (signal.aborted) return;
          if (isFull()) yield page(false);
        }
      } catch (error) {
        // What was there a moment ago is looked for the next time.
        if (!isMissing(error)) faults.found(new Map([[reading.file.path, unreadable(reading.file.path, error)]]));
      }
      if (signal.aborted) return;
    }
    for (const step of open.settle()) {
      if (step.items.length > 0) known.keep(step.entry);
      add(step);
    }
    if (follow) records.push(...faults.untold());
    if (records.length > 0 || untold.length > 0 || known.hasChanged() || (follow && isFirst)) yield page(true);
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

/** What is wrong with paths, each told once for as long as it lasts. */
function createFaults() {
  let current = new Map<string, McmError>();
  const told = new Set<string>();
  return {
    found(problems: ReadonlyMap<string, McmError>) {
      for (const [path, problem] of problems) current.set(path, problem);
    },
    untold(): ReadItem[] {
      const fresh = [...current].filter(([, { message }]) => !told.has(message));
      const lasting = new Set([...current.values()].map(({ message }) => message));
      for (const message of told) if (!lasting.has(message)) told.delete(message);
      for (const [, { message }] of fresh) told.add(message);
      current = new Map();
      return fresh.map(([path, { message }]) => ({ problem: message, place: { file: path, line: 1 } }));
    },
    throwAny() {
      const [first, ...others] = current.values();
      if (!first) return;
      const more = others.length === 0 ? "" : `; and ${others.length} more cannot be read`;
      throw new McmError("invalid_source", `${first.message}${more}`, { cause: first });
    },
  };
}
