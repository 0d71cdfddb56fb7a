import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { z } from "zod";
import type { LinePosition } from "./lines.js";
import { unreadable } from "./open.js";

/** How many bytes at a file's beginning tell it from the one that took its place. */
const headBytes = 1024;

const cursorSchema = z.union([
  z.object({
    /** Where the next line begins. */
    offset: z.int().nonnegative(),
    line: z.int().positive(),
    /** How many bytes `head` is the digest of. */
    head_bytes: z.int().nonnegative(),
    head: z.string(),
  }),
  z.object({
    /** Of a file that was read to its end as a whole; milliseconds since 1970. */
    modified: z.number(),
    size: z.int().nonnegative(),
  }),
]);

/** Where a file was left: lines at a byte, documents at their end. */
export type FileCursor = z.infer<typeof cursorSchema>;

/** What a file is known by. */
export interface FileState {
  readonly modified: number;
  readonly size: number;
  /** Its first bytes. */
  readonly head: Buffer;
}

/** @throws {McmError} `invalid_source` when the file cannot be read. */
export async function fileState(path: string): Promise<FileState> {
  try {
    const { size, mtimeMs: modified } = await stat(path);
    return { modified, size, head: await readHead(path) };
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What to read of a file: all of it, nothing, or lines from a position on. */
export function whereToBegin(cursor: unknown, file: FileState): "everything" | "nothing" | LinePosition {
  const { data: known } = cursorSchema.safeParse(cursor);
  if (!known) return "everything";
  if ("modified" in known) {
    return known.modified === file.modified && known.size === file.size ? "nothing" : "everything";
  }
  const same = known.offset <= file.size && known.head === digest(file.head, known.head_bytes);
  return same ? { offset: known.offset, line: known.line } : "everything";
}

/** The cursor for lines read up to a position. */
export function lineCursor({ offset, line }: LinePosition, { head }: FileState): FileCursor {
  const bytes = Math.min(offset, head.length);
  return { offset, line, head_bytes: bytes, head: digest(head, bytes) };
}

/** The cursor for documents read to their end. */
export function documentCursor({ modified, size }: FileState): FileCursor {
  return { modified, size };
}

function digest(head: Buffer, bytes: number): string {
  return createHash("sha256").update(head.subarray(0, bytes)).digest("hex");
}
