import { basename, dirname } from "node:path";
import type { Gap, McmError } from "@mcm/engine";
import { type FileStatus, statusAt } from "../find/file-status.js";
import { type ListedFile, listFiles } from "../find/list-files.js";
import { areOfOneLog } from "../find/rotated-name.js";
import { beginningMark, type FileEntry } from "./file-cursor.js";
import { type KnownFiles, keyOf } from "./known-files.js";
import { findText, holdsMark, isRotationOf, logOf, lookBeside, type Siblings } from "./lost-files.js";
import type { Reading } from "./opened-file.js";

/** What is to be read by now. */
export interface Look {
  /** In the order in which to read them: what is left of known texts before new ones. */
  readonly readings: readonly Reading[];
  /** What may have been missed. */
  readonly gaps: readonly Gap[];
  /** Files that are gone while they are still open, by their ids: what is left in them can be read there alone. */
  readonly orphans: readonly string[];
  /** Paths that could not be looked at, and why. */
  readonly problems: ReadonlyMap<string, McmError>;
  /** Folders in which something may change. */
  readonly folders: ReadonlySet<string>;
}

/** How to look. */
export interface LookOptions {
  readonly known: KnownFiles;
  /** Whether paths may lead nowhere by now. */
  readonly mayBeMissing: boolean;
  /** Whether a file is open, by its id. */
  readonly isOpen: (id: string | null) => boolean;
}

/** New files beyond so many come from something else than rotation. */
const manyFiles = 1000;

const day = 24 * 60 * 60 * 1000;

/** A text that is not where it was: what is known of it, and whether another file is in its place now. */
interface Lost {
  readonly entry: FileEntry;
  readonly fact: "cut short" | "replaced" | "gone";
}

/** Looks at the files of some paths: finds where the known ones are by now, and which are new. */
export async function look(paths: readonly string[], options: LookOptions): Promise<Look> {
  const { known, mayBeMissing } = options;
  const problems = new Map<string, McmError>();
  const before = known.entries();
  const byKey = new Map(before.map((entry) => [keyOf(entry), entry]));
  const folders = new Set([...paths, ...before.map(({ path }) => path)].map((path) => dirname(path)));
  const listed = new Set<string>();
  const readings: Reading[] = [];
  const lost: Lost[] = [];
  let unknown: (ListedFile & { of?: string })[] = [];
  const isKnownLog = (path: string) => before.some((entry) => entry.path === path || entry.of === path);

  const onProblem = (path: string, problem: McmError) => {
    if (!(isMissing(problem) && isKnownLog(path))) problems.set(path, problem);
  };
  for await (const file of listFiles(paths, { onProblem, mayBeMissing })) {
    const entry = byKey.get(keyOf(file));
    byKey.delete(keyOf(file));
    folders.add(dirname(file.path));
    listed.add(file.path);
    if (entry) await goOn(entry, file);
    else if (!known.isDone(file)) unknown.push(file);
  }
  if (problems.size === 0) known.sweep();

  /** What to do with a file that is where it was, or has another name. */
  async function goOn(entry: FileEntry, file: ListedFile | FileStatus): Promise<void> {
    const isAmong = "isAmong" in file && file.isAmong;
    const of = "isAmong" in file ? {} : { of: logOf(entry) };
    if (entry.ended && entry.size === file.size && entry.modified === file.modified) {
      if (entry.path !== file.path) known.keep({ ...entry, ...of, path: file.path });
      return;
    }
    const { lines } = entry;
    const isSame = lines && lines.offset > 0 && (await holdsMark(file, lines)) !== false;
    if (isSame) readings.push({ file, mark: lines, isAmong, ...of });
    else {
      // A system gives a deleted file's inode to the next one, so that without a text in common nothing is known.
      known.keep(entryAt(file, { lines: beginningMark, ...of }));
      unknown.push({ ...file, isAmong, ...of });
      if (lines && lines.offset > 0) lost.push({ entry, fact: "cut short" });
    }
  }

  function note(file: FileStatus, of: string | undefined): void {
    known.keep(entryAt(file, { lines: beginningMark, ...(of === undefined ? {} : { of }) }));
  }

  const beside = lookBeside();
  for (const entry of byKey.values()) {
    if (entry.gone) {
      if (listed.has(entry.path)) known.drop(entry);
      continue;
    }
    const found = await statusAt(entry.path).catch(() => undefined);
    const isThere = found?.kind === "file" && keyOf(found) === keyOf(entry);
    if (isThere && entry.of !== undefined && !isResting(entry, found)) await goOn(entry, found);
    else {
      known.drop(entry);
      if (!isThere) lost.push({ entry, fact: found ? "replaced" : "gone" });
    }
  }

  const search = { options, paths, lost, unknown, beside, before };
  const { continued, gaps, orphans } = await findLost(search);
  const taken = new Set(continued.map(({ file }) => keyOf(file)));
  unknown = unknown.filter((file) => !taken.has(keyOf(file)));
  const born = await findBorn({ ...search, unknown, taken });
  // What is renamed before it is read would not be found again, if nothing were known of it.
  for (const file of unknown.length > manyFiles ? [] : unknown) note(file, file.of);
  for (const { file, of } of born) note(file, of);
  return {
    readings: [
      ...[...continued, ...readings, ...born],
      ...unknown.map(({ isAmong, of, ...file }) => ({ file, isAmong, ...(of === undefined ? {} : { of }) })),
    ],
    ...{ gaps, orphans, problems, folders },
  };
}

/** What is known of a file that is to be read from a mark on. */
function entryAt({ path, id, size, modified }: FileStatus, at: Pick<FileEntry, "lines" | "of">): FileEntry {
  return { path, id, size, modified, ended: false, ...at };
}

/** A rotated file is followed for a day behind its last line. */
function isResting(entry: FileEntry, file: FileStatus): boolean {
  const isUnchanged = entry.size === file.size && entry.modified === file.modified;
  return entry.ended && isUnchanged && Date.now() - file.modified > day;
}

function isMissing({ cause }: McmError): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}

interface Search {
  readonly options: LookOptions;
  readonly paths: readonly string[];
  readonly lost: readonly Lost[];
  readonly unknown: readonly ListedFile[];
  readonly beside: Siblings;
  /** All that was known. */
  readonly before: readonly FileEntry[];
}

/** Finds the texts that are not where they were, and tells of those that are nowhere. */
async function findLost({ options, paths, lost, unknown, beside, before }: Search) {
  const { known, isOpen } = options;
  const keys = new Set(before.filter((entry) => !lost.some((one) => one.entry === entry)).map(keyOf));
  const continued: Reading[] = [];
  const gaps: Gap[] = [];
  const orphans: string[] = [];
  // Those first that are known by their text: an inode may be another file's by now.
  const offset = ({ entry }: Lost): number => entry.lines?.offset ?? 0;
  for (const { entry, fact } of [...lost].sort((one, other) => offset(other) - offset(one))) {
    const { lines: mark, id } = entry;
    if (!mark || entry.archive) {
      if (!entry.ended) gaps.push(gapAfter(entry, fact));
      continue;
    }
    const free = (one: FileStatus) => !continued.some(({ file }) => keyOf(file) === keyOf(one));
    const isOther = (one: FileStatus) => free(one) && (keyOf(one) === id || !keys.has(keyOf(one)));
    const around = (await beside.of(entry.path)).filter(isOther);
    // It may have been renamed once more since the folder was looked at.
    const now = async () => (await lookBeside().of(entry.path)).filter(isOther);
    const left = unknown.filter(free);
    const file =
      (await findText(entry, { beside: around, unknown: left })) ??
      (await findText(entry, { beside: await now(), unknown: left }));
    const mayBeHeir = (one: FileStatus) => isLater(one, entry) && areOfOneLog(basename(one.path), basename(entry.path));
    if (file) {
      const listed = unknown.find((one) => keyOf(one) === keyOf(file) && one.path === file.path);
      const of = listed ? {} : { of: logOf(entry) };
      known.keep(entryAt(file, { lines: mark, ...of }));
      continued.push({ file, mark, isAmong: listed?.isAmong ?? false, ...of });
    } else if (fact !== "cut short" && id !== null && isOpen(id)) orphans.push(id);
    // Of a file of which nothing was read any later one may be what became of it; it is read as a whole.
    else if (mark.offset === 0 && [...unknown, ...around].some(mayBeHeir)) continue;
    else if (mayHaveLost(entry, fact, before)) gaps.push(gapAfter(entry, fact));
    if (!file && fact === "gone" && paths.includes(entry.path)) known.keep({ ...entry, id: null, gone: true });
  }
  return { continued, gaps, orphans };
}

/**
 * Whether lines may have been added to a file before it was lost that nobody read. Not to one that was read to its end
 * and whose log went on in another file by then, nor to one that had been at rest for a day.
 */
function mayHaveLost(entry: FileEntry, fact: Lost["fact"], before: readonly FileEntry[]): boolean {
  const { path, modified, size, ended, lines } = entry;
  if (!ended && (lines?.offset ?? 0) < size) return true;
  const isLeft = before.some(
    (other) => other.modified > modified && !other.gone && areOfOneLog(basename(other.path), basename(path)),
  );
  return !isLeft && (fact !== "gone" || Date.now() - modified < day);
}

/** Whether a file was written to at that time or later; some tools keep whole milliseconds alone. */
function isLater(file: Pick<FileStatus, "modified">, { modified }: Pick<FileStatus, "modified">): boolean {
  return Math.ceil(file.modified) >= Math.floor(modified);
}

function gapAfter({ path, modified }: FileEntry, fact: Lost["fact"]): Gap {
  const what = {
    "cut short": `"${path}" was cut short or written anew, and no copy of what it held is beside it`,
    replaced: `another file is in the place of "${path}", and the one before is not beside it`,
    gone: `"${path}" is gone, and not beside where it was`,
  }[fact];
  return {
    from: new Date(modified).toISOString(),
    to: new Date().toISOString(),
    reason: `${what}; lines that were added since it was last read are lost. Read it more often, or keep the rotated file beside it for a while`,
  };
}

/** Rotated files of known logs that came into being and were rotated since the last look. */
async function findBorn(search: Search & { readonly taken: ReadonlySet<string> }): Promise<Reading[]> {
  const { options, lost, unknown, beside, before, taken } = search;
  const keys = new Set([...options.known.entries().map(keyOf), ...unknown.map(keyOf), ...taken]);
  const came = new Set(unknown.map(({ path }) => path));
  const born: Reading[] = [];
  const turned = before.filter(
    (entry) =>
      entry.gone ||
      (entry.lines && !entry.archive && (came.has(logOf(entry)) || lost.some((one) => one.entry === entry))),
  );
  for (const log of new Set(turned.map(logOf))) {
    const since = Math.max(...before.filter((entry) => logOf(entry) === log).map(({ modified }) => modified));
    for (const file of await beside.of(log)) {
      const isNew = !keys.has(keyOf(file)) && isLater(file, { modified: since }) && !options.known.isDone(file);
      if (isNew && isRotationOf(file, log)) born.push({ file, isAmong: true, of: log });
    }
  }
  return born;
}
