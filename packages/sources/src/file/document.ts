import { byte, isBlank } from "./bytes.js";
import { maximumRecordBytes, tooLarge } from "./limits.js";
import { createLineCounter } from "./line-counter.js";
import { parseBytes } from "./parse-record.js";
import { printable } from "./printable.js";
import type { Reader, ReadItem } from "./read-item.js";
import { createValueScanner, type ValueScanner } from "./value-scanner.js";

/** What may come next, outside of a record. */
type Expected = "an object or an array" | "a record" | 'a record or "]"' | '"," or "]"' | "nothing";

/** A value whose end has not come yet. */
interface OpenValue {
  readonly scanner: ValueScanner;
  /** The line on which it begins. */
  readonly line: number;
  /** Its bytes up to the current piece, or undefined when nobody wants them. */
  held: Buffer[] | undefined;
  heldBytes: number;
}

/**
 * Reads whole JSON documents, one or several in a row: an array of records, an object with an array `Records`,
 * or one record; on one line or on many. No more than one record is ever held.
 *
 * A scanner finds where each record ends and `JSON.parse` reads it: four times as fast as parsing the stream a
 * token at a time, and a record with a mistake between its brackets leaves the ones after it readable.
 */
export function createDocumentReader(file: string): Reader {
  const lines = createLineCounter();
  let expected: Expected = "an object or an array";
  let open: OpenValue | undefined;
  let enclosed = false;
  let records = 0;
  let items: ReadItem[] = [];

  function write(piece: Uint8Array): ReadItem[] {
    items = [];
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    lines.next(bytes);
    let at = 0;
    while (at < bytes.length && expected !== "nothing") {
      at = open ? goOn(open, bytes, at) : step(bytes, at);
    }
    return items;
  }

  function step(bytes: Buffer, at: number): number {
    const code = bytes[at];
    if (isBlank(code)) return at + 1;
    if (expected === "an object or an array") return beginDocument(bytes, at);
    if (code === byte.closeArray && expected !== "a record") return endArray(at);
    if (expected === '"," or "]"') {
      if (code !== byte.comma) return fail(bytes, at);
      expected = "a record";
      return at + 1;
    }
    if (code === byte.comma || code === byte.closeArray || code === byte.closeObject) return fail(bytes, at);
    return begin(bytes, at);
  }

  function beginDocument(bytes: Buffer, at: number): number {
    const code = bytes[at];
    if (code === byte.openObject) return begin(bytes, at);
    if (code !== undefined && byteOrderMark.includes(code)) return at + 1;
    if (code !== byte.openArray) return fail(bytes, at);
    expected = 'a record or "]"';
    return at + 1;
  }

  function begin(bytes: Buffer, at: number): number {
    const scanner = createValueScanner(bytes[at], expected === "an object or an array");
    open = { scanner, line: lines.lineAt(at), held: [], heldBytes: 0 };
    return at;
  }

  function goOn(value: OpenValue, bytes: Buffer, from: number): number {
    const end = value.scanner.scan(bytes, from);
    const to = end < 0 ? bytes.length : end;
    const part = bytes.subarray(from, to);
    const ended = end >= 0 && value.scanner.depth() === 0;
    if (!ended || value.heldBytes > 0) hold(value, part);
    if (ended) finish(value, value.heldBytes > 0 ? undefined : part, lines.lineAt(to));
    else if (end >= 0 && endsWithRecords(value)) enterRecords();
    return to;
  }

  function hold(value: OpenValue, part: Buffer): void {
    value.heldBytes += part.length;
    if (!value.held) return;
    if (value.heldBytes > maximumRecordBytes) {
      items.push({ problem: tooLarge, place: { file, line: value.line } });
      value.held = undefined;
    }
    // A copy, as whoever sent the piece may use its memory again.
    else value.held.push(Buffer.from(part));
  }

  /** `whole` is the value where it lies in one piece. */
  function finish(value: OpenValue, whole: Buffer | undefined, lastLine: number): void {
    open = undefined;
    const found = value.held ? parse(value.line, whole ?? Buffer.concat(value.held)) : [];
    for (const item of found) items.push("problem" in item && lastLine > value.line ? upTo(lastLine, item) : item);
    if (expected !== "an object or an array") expected = '"," or "]"';
  }

  function parse(line: number, bytes: Buffer): ReadItem[] {
    const found: ReadItem[] = [];
    parseBytes(bytes, { file, line }, found);
    records += found.filter((item) => "record" in item).length;
    return found;
  }

  function enterRecords(): void {
    open = undefined;
    enclosed = true;
    expected = 'a record or "]"';
  }

  function endArray(at: number): number {
    expected = "an object or an array";
    if (enclosed) {
      const scanner = createValueScanner(byte.openObject);
      scanner.scan(Buffer.of(byte.openObject), 0);
      open = { scanner, line: lines.lineAt(at), held: undefined, heldBytes: 0 };
      enclosed = false;
    }
    return at + 1;
  }

  function fail(bytes: Buffer, at: number): number {
    const found = printable(bytes.toString("utf8", at, at + 4)).charAt(0);
    stop(`expected ${expected}, found "${found}"; the rest was not read`, lines.lineAt(at));
    return bytes.length;
  }

  function stop(problem: string, line: number): void {
    items.push({
      problem: `${problem} (${records} ${records === 1 ? "record was" : "records were"})`,
      place: { file, line },
    });
    expected = "nothing";
  }

  function end(): ReadItem[] {
    items = [];
    const line = lines.lineAt(Number.POSITIVE_INFINITY);
    if (open?.held) stopInside(open.line, Buffer.concat(open.held));
    else if (open) stop("the document ends before its closing bracket", line);
    else if (expected !== "an object or an array" && expected !== "nothing") {
      stop(`the document ends where ${expected} was expected`, line);
    }
    return items;
  }

  function stopInside(line: number, bytes: Buffer): void {
    for (const item of parse(line, bytes)) {
      if ("problem" in item) stop(`${item.problem}; the document ends inside of it`, line);
      else items.push(item);
    }
  }

  return { write, end, stopped: () => expected === "nothing", line: () => lines.lineAt(Number.POSITIVE_INFINITY) };
}

function upTo<Item extends { problem: string }>(line: number, item: Item): Item {
  return { ...item, problem: `${item.problem}; it ends on line ${line}` };
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Whether what is held ends with the beginning of an array `Records`. White space longer than this is not looked through. */
function endsWithRecords({ held = [] }: OpenValue): boolean {
  const tail: Buffer[] = [];
  for (let at = held.length - 1, wanted = 256; at >= 0 && wanted > 0; at--) {
    const part = held[at]?.subarray(-wanted) ?? Buffer.alloc(0);
    tail.unshift(part);
    wanted -= part.length;
  }
  return /(^|[^\\])"Records"\s*:\s*\[$/.test(Buffer.concat(tail).toString());
}
