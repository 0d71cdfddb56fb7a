import type { FileStatus } from "../find/file-status.js";
import { digestLength, type FileCursor, type FileEntry, parseCursor, stateDigest } from "./file-cursor.js";

/** What is known of the files that were read. */
export interface KnownFiles {
  /** Whether a file is as it was when it was read to its end. */
  readonly isDone: (file: FileStatus) => boolean;
  readonly entries: () => readonly FileEntry[];
  /** Remembers where a file was left, in the place of what was known of the one with its id, or its path. */
  readonly keep: (entry: FileEntry) => void;
  readonly drop: (entry: FileEntry) => void;
  /** Forgets what is known only by its state and was not asked for since the last time. */
  readonly sweep: () => void;
  readonly cursor: () => FileCursor;
  /** Whether something changed since the last cursor was asked for. */
  readonly hasChanged: () => boolean;
  /** About how many characters the cursor has. */
  readonly cursorSize: () => number;
}

/**
 * So many files are remembered with the place where they were left, those written to last. Of the others, 12 characters
 * tell whether they are as they were; one that is written to after all is read again as a whole.
 */
export const rememberedFiles = 10_000;

const entrySize = 300;

/** What a cursor knows. */
export function createKnownFiles(stored: unknown): KnownFiles {
  const { files, others } = parseCursor(stored);
  const known = new Map(files.map((entry) => [keyOf(entry), entry]));
  let states = new Set(others.match(new RegExp(`.{${digestLength}}`, "g")) ?? []);
  let asked = new Set<string>();
  let changed = false;

  function keep(entry: FileEntry): void {
    known.set(keyOf(entry), entry);
    changed = true;
    if (known.size >= 2 * rememberedFiles) shrink();
  }

  function shrink(): void {
    const newest = [...known.values()].sort((one, other) => other.modified - one.modified);
    for (const entry of newest.slice(rememberedFiles)) {
      known.delete(keyOf(entry));
      if (entry.ended) states.add(stateDigest(entry));
    }
  }

  function isDone(file: FileStatus): boolean {
    if (states.size === 0) return false;
    const state = stateDigest(file);
    const done = states.has(state);
    if (done) asked.add(state);
    return done;
  }

  function drop(entry: FileEntry): void {
    if (known.delete(keyOf(entry))) changed = true;
  }

  function cursor(): FileCursor {
    changed = false;
    return { files: [...known.values()], others: [...states].join("") };
  }

  function sweep(): void {
    states = asked;
    asked = new Set();
  }

  return {
    isDone,
    entries: () => [...known.values()],
    keep,
    drop,
    sweep,
    cursor,
    hasChanged: () => changed,
    cursorSize: () => known.size * entrySize + states.size * digestLength,
  };
}

/** What a file is known by. */
export function keyOf({ id, path }: Pick<FileStatus, "id" | "path">): string {
  return id ?? path;
}
