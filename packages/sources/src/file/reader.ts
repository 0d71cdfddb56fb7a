import { byte } from "./bytes.js";
import { createDocumentReader } from "./document.js";
import { encodingProblem, tellsEncoding } from "./encoding.js";
import { headBytes, layoutOf } from "./layout.js";
import { createLineReader, type LinePosition } from "./lines.js";
import { parseBytes } from "./parse-record.js";
import type { Reader, ReadItem } from "./read-item.js";

/** A {@link Reader} of either layout. */
export interface RecordReader extends Reader {
  /** Where reading can go on another time; undefined where the layout does not allow that. */
  readonly position: () => LinePosition | undefined;
  /** Whether more has to come before the layout is known. */
  readonly isUndecided: () => boolean;
  /** What a last line gives that is whole without a line break; nothing where the layout has no lines. */
  readonly settle: () => ReadItem[];
  /** What comes of an input whose rest cannot be read for this reason: what is whole of it, and where it ends. */
  readonly cut: (reason: string) => ReadItem[];
}

/** Larger pieces are read in several goes, so that the limit on a record's size holds within a piece too. */
const goBytes = 1024 * 1024;

/**
 * Reads records in whatever layout they come: looks at the beginning, then hands over to the layout's reader. From a
 * position on, they are lines.
 */
export function createReader(file: string, start?: LinePosition): RecordReader {
  let head = Buffer.alloc(0);
  let inner: (Reader & Partial<RecordReader>) | undefined = start && createLineReader(file, start);

  function write(piece: Uint8Array): ReadItem[] {
    if (inner) return writeAll(inner, piece);
    head = Buffer.concat([head, piece]);
    return begin(false);
  }

  function begin(isAll: boolean): ReadItem[] {
    if (!tellsEncoding(head) && !isAll) return [];
    const problem = encodingProblem(head);
    const layout = layoutOf(head.subarray(0, headBytes), isAll);
    if (problem) inner = refusal(file, problem);
    else if (layout) inner = layout === "lines" ? createLineReader(file) : createDocumentReader(file);
    return inner ? writeAll(inner, head) : [];
  }

  function end(): ReadItem[] {
    const items = inner ? [] : begin(true);
    return [...items, ...(inner?.end() ?? [])];
  }

  function settle(): ReadItem[] {
    const begun = !inner && isRecord(head) ? begin(true) : [];
    return [...begun, ...(inner?.settle?.() ?? [])];
  }

  function cut(reason: string): ReadItem[] {
    const whole = end().filter((item) => "record" in item);
    return [...whole, { problem: `${reason}; what could be read before it was`, place: { file, line: line() } }];
  }

  const line = (): number => inner?.line() ?? 1;

  return {
    ...{ write, end, cut, line },
    stopped: () => inner?.stopped() ?? false,
    position: () => inner?.position?.(),
    isUndecided: () => inner === undefined,
    settle,
  };
}

/** Whether a text is one record, on one line. */
function isRecord(text: Buffer): boolean {
  const items: ReadItem[] = [];
  if (!text.includes(byte.newline)) parseBytes(text, { file: "", line: 1 }, items);
  return items.some((item) => "record" in item);
}

function writeAll(reader: Reader, piece: Uint8Array): ReadItem[] {
  if (piece.length <= goBytes) return reader.write(piece);
  const items: ReadItem[][] = [];
  for (let from = 0; from < piece.length && !reader.stopped(); from += goBytes) {
    items.push(reader.write(piece.subarray(from, from + goBytes)));
  }
  return items.flat();
}

function refusal(file: string, problem: string): Reader {
  let told = false;
  return {
    write() {
      if (told) return [];
      told = true;
      return [{ problem, place: { file, line: 1 } }];
    },
    end: () => [],
    stopped: () => true,
    line: () => 1,
  };
}
