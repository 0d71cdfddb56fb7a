import { isUtf8 } from "node:buffer";
import { maximumRecordBytes, tooLarge } from "./limits.js";
import { parseBytes, parseRecord } from "./parse-record.js";
import type { Reader, ReadItem } from "./read-item.js";

const newline = 0x0a;

/** How much of the text before a position is remembered, to know the position again. */
export const recentBytes = 1024;

/** Where a text of lines is read from, and how far it was read. */
export interface LinePosition {
  /** Bytes read: up to the last line break, or to the end where the last line was whole without one. */
  readonly offset: number;
  /** The number of the line that begins there, from 1. */
  readonly line: number;
  /** The last bytes before it, {@link recentBytes} or as many as there are. */
  readonly recent: Buffer;
}

/** A {@link Reader} of lines that says how far it got. */
export interface LineReader extends Reader {
  readonly position: () => LinePosition;
  /** Takes the last line as it is, if it is a record without a line break behind it; reading can go on. */
  readonly settle: () => ReadItem[];
}

/** Where a text begins. */
export const firstLine: LinePosition = { offset: 0, line: 1, recent: Buffer.alloc(0) };

/**
 * Reads a record a line (NDJSON). What is wrong with a line concerns that line alone. Whole blocks of lines are
 * decoded at once: 300-byte lines come at some 400,000 a second, of which nearly all is `JSON.parse`.
 */
export function createLineReader(file: string, start: LinePosition = firstLine): LineReader {
  let { offset, line, recent } = start;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let skipping = false;

  function write(piece: Uint8Array): ReadItem[] {
    const items: ReadItem[] = [];
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const first = bytes.indexOf(newline);
    if (first < 0) hold(bytes, items);
    else {
      const last = bytes.lastIndexOf(newline);
      finishHeld(bytes.subarray(0, first + 1), items);
      readBlock(bytes.subarray(first + 1, last + 1), items);
      hold(bytes.subarray(last + 1), items);
    }
    return items;
  }

  /** Goes on to behind these bytes. */
  function pass(bytes: Buffer): void {
    offset += bytes.length;
    const tail = bytes.subarray(-recentBytes);
    // A copy, as whoever sent the piece may use its memory again.
    recent = tail.length === recentBytes ? Buffer.from(tail) : Buffer.concat([recent, tail]).subarray(-recentBytes);
  }

  /** Zeros before a line say nothing, however many: a log that was cut short has them where its writer goes on at its old place. */
  function withoutZeros(bytes: Buffer): Buffer {
    if (bytes[0] !== 0 || heldBytes > 0) return bytes;
    const first = bytes.findIndex((byte) => byte !== 0);
    const zeros = first < 0 ? bytes.length : first;
    pass(bytes.subarray(0, zeros));
    return bytes.subarray(zeros);
  }

  function hold(piece: Buffer, items: ReadItem[]): void {
    const bytes = withoutZeros(piece);
    heldBytes += bytes.length;
    if (bytes.length > 0) held.push(Buffer.from(bytes));
    if (heldBytes > maximumRecordBytes) refuse(items);
  }

  /** Of a line that is too large only what is needed to know the position again is kept. */
  function refuse(items: ReadItem[]): void {
    if (!skipping) items.push({ problem: tooLarge, place: { file, line } });
    skipping = true;
    held = [Buffer.concat(held).subarray(-recentBytes)];
  }

  function finishHeld(rest: Buffer, items: ReadItem[]): void {
    if (heldBytes + rest.length - 1 > maximumRecordBytes) refuse(items);
    const whole = held.length === 0 ? rest : Buffer.concat([...held, rest]);
    if (!skipping) parseBytes(whole.subarray(0, -1), { file, line }, items);
    passHeld(whole, rest.length);
    line++;
    skipping = false;
  }

  function passHeld(whole: Buffer, more: number): void {
    const end = offset + heldBytes + more;
    pass(whole);
    offset = end;
    held = [];
    heldBytes = 0;
  }

  function readBlock(bytes: Buffer, items: ReadItem[]): void {
    if (isUtf8(bytes)) readText(bytes.toString(), items);
    else readDoubtful(bytes, items);
    if (bytes.length > 0) pass(bytes);
  }

  function readText(text: string, items: ReadItem[]): void {
    for (let from = 0; from < text.length; ) {
      const to = text.indexOf("\n", from);
      if (to > from) parseRecord(text.slice(from, to), { file, line }, items);
      line++;
      from = to + 1;
    }
  }

  /** A block in which some line is no text: a line at a time, so that the others go in. */
  function readDoubtful(bytes: Buffer, items: ReadItem[]): void {
    for (let from = 0; from < bytes.length; ) {
      const to = bytes.indexOf(newline, from);
      parseBytes(bytes.subarray(from, to), { file, line }, items);
      line++;
      from = to + 1;
    }
  }

  function readHeld(): ReadItem[] {
    const items: ReadItem[] = [];
    if (!skipping && heldBytes > 0) parseBytes(Buffer.concat(held), { file, line }, items);
    return items;
  }

  function settle(): ReadItem[] {
    const items = readHeld();
    if (skipping || !items.every((item) => "record" in item)) return [];
    passHeld(Buffer.concat(held), 0);
    return items;
  }

  function end(): ReadItem[] {
    const items = readHeld();
    if (items.every((item) => "record" in item)) return settle();
    return items.map((item) => ("problem" in item ? { ...item, problem: `${item.problem}; ${unfinished}` } : item));
  }

  return { write, end, settle, stopped: () => false, line: () => line, position: () => ({ offset, line, recent }) };
}

const unfinished = "the file ends here without a line break, so it may be cut off";
