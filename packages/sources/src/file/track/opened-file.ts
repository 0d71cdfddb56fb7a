import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { compressionOf, DamagedArchive, decompress, magicBytes } from "../decompress.js";
import { type FileStatus, kindOf, statusOf } from "../find/file-status.js";
import { holdsRecords } from "../holds-records.js";
import { firstLine } from "../lines.js";
import { pieceBytes } from "../open.js";
import type { ReadItem } from "../read-item.js";
import { createReader, type RecordReader } from "../reader.js";
import { type FileEntry, headBytes, type LineMark, markOf } from "./file-cursor.js";
import { findMark, passMark, readAt } from "./same-file.js";

/** Some records of a file, and where it is left behind them. */
export interface Step {
  readonly items: readonly ReadItem[];
  /** How much text they were read from. */
  readonly bytes: number;
  readonly entry: FileEntry;
}

/** A file that is being read. */
export interface OpenedFile {
  readonly id: string | null;
  /** What there is to its end as it is now. Once it came to its end, it can be asked again whether there is more. */
  readonly steps: () => AsyncGenerator<Step>;
  readonly path: string;
  /** Whether more may come behind what was read: lines of a text that is not compressed. */
  readonly mayGrow: () => boolean;
  /** Takes a last line without a line break, if it is a record. */
  readonly settle: () => Step;
  /** What the end completes, and what is wrong there. */
  readonly finish: () => Step;
  readonly close: () => Promise<void>;
}

/** Which file to read, and from where on. */
export interface Reading {
  readonly file: FileStatus;
  /** Where it was left, if it is known. */
  readonly mark?: LineMark | undefined;
  /** Whether it need not hold records; then nothing comes of one that has none. */
  readonly isAmong: boolean;
  readonly of?: string | undefined;
}

/**
 * Opens a file. Gives undefined when it is another one by now than it was when it was found, so that it has to be
 * looked for again. Rejects as `fs.open` does.
 */
export async function openFile(reading: Reading): Promise<OpenedFile | undefined> {
  // A pipe that took the file's place would never open.
  const handle = await open(reading.file.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat({ bigint: true });
    const status = statusOf(reading.file.path, found);
    const opened = kindOf(found) === "file" && status.id === reading.file.id && (await begin(handle, status, reading));
    if (opened) return opened;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

async function begin(handle: FileHandle, status: FileStatus, reading: Reading): Promise<OpenedFile | undefined> {
  const isCompressed = compressionOf(await readAt(handle, 0, magicBytes)) !== undefined;
  const { mark } = reading;
  if (isCompressed) return createOpened({ handle, status, reading, isCompressed, head: Buffer.alloc(0) });
  const before = mark && (await findMark(handle, mark));
  if (mark && !before) return undefined;
  const start = mark && before && mark.offset > 0 && { offset: mark.offset, line: mark.line, recent: before.recent };
  if (!start) return createOpened({ handle, status, reading, isCompressed, head: Buffer.alloc(0) });
  const reader = createReader(status.path, start);
  return createOpened({ handle, status, reading, isCompressed, head: before.head, reader, from: start.offset });
}

/** What is read at a time where no more is known to be there. */
const smallBytes = 4 * 1024;

/** The longest tick of a clock that files' times are taken from, that of FAT, in milliseconds. */
const tick = 2000;

interface Opening {
  readonly handle: FileHandle;
  readonly status: FileStatus;
  readonly reading: Reading;
  readonly isCompressed: boolean;
  readonly head: Buffer;
  readonly reader?: RecordReader;
  readonly from?: number;
}

function createOpened({ handle, status, reading, isCompressed, ...begun }: Opening): OpenedFile {
  let { head, reader = createReader(status.path), from: at = 0 } = begun;
  /** Whether what comes is the text from its beginning on. */
  let isFromStart = begun.reader === undefined;
  let isFirst = isFromStart;
  let latest = status;
  let ended = false;
  let isOver = false;
  let isOther = false;

  const entry = (): FileEntry => {
    const { path, id, size, modified } = latest;
    // What is too short to tell its layout may become a log.
    const position = reader.position() ?? (reader.isUndecided() ? firstLine : undefined);
    const lines = position && { lines: markOf(position, head) };
    const of = reading.of === undefined ? {} : { of: reading.of };
    const archive = isCompressed ? { archive: true as const } : {};
    // What is written within the tick of the system's clock in which it was written before shows in no figure.
    const isQuiet = isCompressed || !position || Date.now() - modified > tick;
    return { path, id, size, modified, ended: ended && isQuiet, ...of, ...archive, ...lines };
  };
  const step = (items: readonly ReadItem[], bytes: number): Step => ({ items, bytes, entry: entry() });

  async function* raw(): AsyncGenerator<Buffer> {
    // What came since the file was looked at is for the next look.
    while (at === 0 || at !== latest.size) {
      // A tenth of the time went into clearing away large buffers of small files.
      const piece = Buffer.allocUnsafe(Math.min(Math.max(latest.size - at, smallBytes), pieceBytes));
      const { bytesRead } = await handle.read(piece, 0, piece.length, at);
      isOther = bytesRead === 0 ? latest.size < at : !(await isStill());
      if (bytesRead === 0) return;
      if (isOther) return;
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  }

  /** Whether the file still holds what was read of it. If not, it was cut short meanwhile, and what was read is no more of it. */
  async function isStill(): Promise<boolean> {
    if (isCompressed || head.length === 0) return true;
    if (!(await readAt(handle, 0, head.length)).equals(head)) return false;
    const { offset, recent } = reader.position() ?? firstLine;
    return (await readAt(handle, offset - recent.length, recent.length)).equals(recent);
  }

  /** The text from where reading begins; of an archive that is known, behind what was read. */
  async function* text(): AsyncGenerator<Uint8Array> {
    if (!isCompressed) return yield* raw();
    at = 0;
    const { mark } = reading;
    if (mark) {
      const pieces = decompress(raw());
      const before = await passMark(pieces, mark).catch(stayDamaged);
      if (before) {
        head = before.head;
        isFromStart = false;
        reader = createReader(status.path, { offset: mark.offset, line: mark.line, recent: before.recent });
        if (before.rest.length > 0) yield before.rest;
        return yield* pieces;
      }
      await pieces.return(undefined);
      at = 0;
    }
    yield* decompress(raw());
  }

  async function* steps(): AsyncGenerator<Step> {
    if (isOver) return;
    ended = false;
    latest = statusOf(latest.path, await handle.stat({ bigint: true }));
    try {
      for await (const piece of text()) {
        if (isFromStart && head.length < headBytes) {
          head = Buffer.concat([head, piece.subarray(0, headBytes - head.length)]);
        }
        isOver = isFirst && isFromStart && reading.isAmong && !holdsRecords(piece);
        isFirst = false;
        if (isOver) break;
        yield step(reader.write(piece), piece.byteLength);
        if (reader.stopped()) break;
      }
    } catch (error) {
      if (!(error instanceof DamagedArchive)) throw error;
      isOver = true;
      ended = true;
      yield step(reader.cut(error.message), 0);
    }
    isOver ||= isOther;
    ended = !isOther;
    if (mayGrow()) yield step([], 0);
  }

  const mayGrow = (): boolean => !isCompressed && !isOver && (reader.position() !== undefined || reader.isUndecided());

  return {
    id: status.id,
    path: status.path,
    steps,
    mayGrow,
    settle: () => step(reader.settle(), 0),
    finish() {
      ended = !isOther;
      if (isOver) return step([], 0);
      isOver = true;
      return step(reader.end(), 0);
    },
    close: () => handle.close(),
  };
}

/** An archive that is damaged before the mark is read again from its beginning, which tells of it. */
function stayDamaged(error: unknown): undefined {
  if (!(error instanceof DamagedArchive)) throw error;
}
