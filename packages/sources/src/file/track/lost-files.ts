import { open, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { compressionOf, DamagedArchive, decompress, magicBytes } from "../decompress.js";
import { type FileStatus, statusAt } from "../find/file-status.js";
import { areOfOneLog, isRotatedName } from "../find/rotated-name.js";
import { open as openPieces } from "../open.js";
import { type FileEntry, headBytes, type LineMark } from "./file-cursor.js";
import { keyOf } from "./known-files.js";
import { findMark, hasHead, readAt } from "./same-file.js";

/**
 * Whether a file holds the text in which a mark was made; of an archive, as far as its beginning tells. Undefined when it
 * cannot be read now, of which reading it tells.
 */
export async function holdsMark(file: FileStatus, mark: LineMark): Promise<boolean | undefined> {
  try {
    const handle = await open(file.path);
    try {
      if (compressionOf(await readAt(handle, 0, magicBytes))) return hasHead(await headOfArchive(file.path), mark);
      return (await findMark(handle, mark)) !== undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

async function headOfArchive(path: string): Promise<Buffer> {
  let head = Buffer.alloc(0);
  try {
    for await (const piece of decompress(openPieces(path).pieces)) {
      head = Buffer.concat([head, piece.subarray(0, headBytes)]).subarray(0, headBytes);
      if (head.length === headBytes) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error;
  }
  return head;
}

/** Files beside others, each folder looked at once. */
export interface Siblings {
  readonly of: (path: string) => Promise<readonly FileStatus[]>;
}

/** Looks into folders as they are now. */
export function lookBeside(): Siblings {
  const folders = new Map<string, Promise<readonly FileStatus[]>>();
  return {
    of(path) {
      const folder = dirname(path);
      const found = folders.get(folder) ?? filesIn(folder);
      folders.set(folder, found);
      return found;
    },
  };
}

/** So often is a folder looked at that changes all the time. */
const mostLooks = 5;

/** The files of a folder, none missed that is renamed meanwhile: they are looked at until they stay as they are. */
async function filesIn(folder: string): Promise<readonly FileStatus[]> {
  let found = await scan(folder);
  for (let looks = 1; looks < mostLooks; looks++) {
    const again = await scan(folder);
    const isSame = again.map(placeOf).join() === found.map(placeOf).join();
    found = again;
    if (isSame) break;
  }
  return found;
}

const placeOf = (file: FileStatus): string => `${file.path}\n${file.id}`;

async function scan(folder: string): Promise<readonly FileStatus[]> {
  const names = await readdir(folder).catch(() => []);
  const found: FileStatus[] = [];
  for (const name of names.sort()) {
    const status = await statusAt(join(folder, name)).catch(() => undefined);
    if (status?.kind === "file") found.push(status);
  }
  return found;
}

/** The log that a file is, or was before it was rotated. */
export function logOf({ of, path }: Pick<FileEntry, "of" | "path">): string {
  return of ?? path;
}

/** Whether a file has the name of a rotation of a log, beside it. */
export function isRotationOf(file: Pick<FileStatus, "path">, log: string): boolean {
  return dirname(file.path) === dirname(log) && isRotatedName(basename(file.path), basename(log));
}

/** Where the text of a file went that is not where it was: renamed, copied, or compressed. */
export async function findText(
  entry: FileEntry,
  { beside, unknown }: { readonly beside: readonly FileStatus[]; readonly unknown: readonly FileStatus[] },
): Promise<FileStatus | undefined> {
  const { lines } = entry;
  if (!lines) return undefined;
  const renamed = beside.find((file) => entry.id !== null && keyOf(file) === entry.id && file.path !== entry.path);
  if (renamed && (await holdsMark(renamed, lines))) return renamed;
  if (lines.offset === 0) return undefined;
  const isLikely = (file: FileStatus) => areOfOneLog(basename(file.path), basename(entry.path));
  const likely = [
    ...unknown.filter((file) => file.path === entry.path),
    ...unknown.filter((file) => file.path !== entry.path && isLikely(file)),
    ...beside.filter(isLikely),
  ];
  for (const file of likely) {
    if (await holdsMark(file, lines)) return file;
  }
  return undefined;
}
