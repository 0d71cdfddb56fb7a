import { existsSync, readFileSync } from "node:fs";
import { endianness } from "node:os";

/** How much a database's write-ahead log took in all, though the file is written over and over. */
export interface WrittenAhead {
  /** To be called after every transaction. */
  readonly look: () => void;
  readonly bytes: () => number;
}

/** What stands before each page. */
const frameHeader = 24;

/**
 * Adds up the frames of a write-ahead log by the header of its index, the `-shm` file: the number of frames is at byte
 * 16, the length of a page at 14, the salt that changes when the log starts over at 32 (https://www.sqlite.org/walformat.html).
 */
export function writtenAhead(file: string): WrittenAhead {
  let salt = 0;
  let last = 0;
  let total = 0;
  let pageLength = 0;
  return {
    look: () => {
      if (!existsSync(`${file}-shm`)) return;
      const header = readFileSync(`${file}-shm`);
      const at = (offset: number) =>
        endianness() === "LE" ? header.readUInt32LE(offset) : header.readUInt32BE(offset);
      pageLength = endianness() === "LE" ? header.readUInt16LE(14) : header.readUInt16BE(14);
      const [frames, currentSalt] = [at(16), at(32)];
      total += currentSalt === salt ? frames - last : frames;
      [last, salt] = [frames, currentSalt];
    },
    bytes: () => total * (pageLength + frameHeader),
  };
}
