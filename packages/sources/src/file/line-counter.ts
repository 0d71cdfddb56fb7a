import { byte } from "./bytes.js";

/** Tells on which line a place in a stream of pieces is. */
export interface LineCounter {
  /** Goes on to the next piece. */
  readonly next: (piece: Buffer) => void;
  /** The line, from 1, of an index of the current piece. Indexes are asked for in ascending order. */
  readonly lineAt: (index: number) => number;
}

/** Counts line breaks, each once, however often it is asked. */
export function createLineCounter(): LineCounter {
  let line = 1;
  let current: Buffer = Buffer.alloc(0);
  let lineBreak = Number.POSITIVE_INFINITY;

  function lineAt(index: number): number {
    while (lineBreak < index) {
      line++;
      lineBreak = lineBreakFrom(lineBreak + 1);
    }
    return line;
  }

  function lineBreakFrom(index: number): number {
    const found = current.indexOf(byte.newline, index);
    return found < 0 ? Number.POSITIVE_INFINITY : found;
  }

  function next(piece: Buffer): void {
    lineAt(current.length);
    current = piece;
    lineBreak = lineBreakFrom(0);
  }

  return { next, lineAt };
}
