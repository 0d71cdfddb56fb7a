import { existsSync, readFileSync } from "node:fs";
import { endianness } from "node:os";

/** How much a database's write-ahead log took in all, though the file is written over and over. */
export interface WrittenAhead {
  /** To be called after every transaction. */
  readonly look: () => void;
  readonly bytes: () => number;
}

/** A page of 4 kB and its header. */
const frameLength = 4_096 + 24;

/**
 * Adds up the frames of a write-ahead log by the header of its index, the `-shm` file: the number of frames is at byte
 * 16, the salt that changes when the log starts over at 32 (https://www.sqlite.org/walformat.html).
 */
export function writtenAhead(file: string): WrittenAhead {
  let salt = 0;
  let last = 0;
  let total = 0;
  return {
    look: () => {
      if (!existsSync(`${file}-shm`)) return;
      const header = readFileSync(`${file}-shm`);
      const at = (offset: number) =>
        endianness() === "LE" ? header.readUInt32LE(offset) : header.readUInt32BE(offset);
      const [frames, currentSalt] = [at(16), at(32)];
      total += currentSalt === salt ? frames - last : frames;
      [last, salt] = [frames, currentSalt];
    },
    bytes: () => total * frameLength,
  };
}
