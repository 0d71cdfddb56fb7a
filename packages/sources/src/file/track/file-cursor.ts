import { createHash } from "node:crypto";
import { z } from "zod";
import type { FileStatus } from "../find/file-status.js";
import { firstLine, type LinePosition } from "../lines.js";

/** How many bytes at a text's beginning tell it from the one that took its place. */
export const headBytes = 1024;

const markSchema = z.object({
  /** In bytes of the text, decompressed where it is compressed: where the next line begins. */
  offset: z.int().nonnegative(),
  line: z.int().positive(),
  /** How many bytes `head` is the digest of. */
  head_bytes: z.int().min(0).max(headBytes),
  head: z.string(),
  /** Digest of the bytes before `offset`. */
  tail: z.string(),
});

const entrySchema = z.object({
  path: z.string(),
  id: z.string().nullable(),
  size: z.number().nonnegative(),
  modified: z.number(),
  /** Whether it was read to the end, so that it need not be looked into while its size and time stay. */
  ended: z.boolean(),
  /** The log whose rotation it came from, where it is read for that reason alone. */
  of: z.string().optional(),
  /** Whether it is nowhere; it is remembered for what comes in its place. */
  gone: z.literal(true).optional(),
  /** Whether it is compressed, so that no log is written to it. */
  archive: z.literal(true).optional(),
  /** Where lines were left; other layouts are read as a whole. */
  lines: markSchema.optional(),
});

const cursorSchema = z.object({
  files: z.array(entrySchema),
  /** Of files that were read to their end: {@link stateDigest}s, one behind the other. */
  others: z.string(),
});

/** Where the lines of a file were left, and what was before. */
export type LineMark = z.infer<typeof markSchema>;

/** Where a file was left. */
export type FileEntry = z.infer<typeof entrySchema>;

/** Where all files were left. */
export type FileCursor = z.infer<typeof cursorSchema>;

/** A cursor that was stored; nothing known where it is none. */
export function parseCursor(cursor: unknown): FileCursor {
  return cursorSchema.safeParse(cursor).data ?? { files: [], others: "" };
}

/** How long a {@link stateDigest} is, in characters. */
export const digestLength = 12;

/** 72 bits that tell a file as it is now from any other, and from itself once it is written to. */
export function stateDigest({ path, id, size, modified }: FileStatus): string {
  return shortDigest(`${id ?? path}\n${size}\n${modified}`);
}

/** The mark for lines that were read up to a position. */
export function markOf({ offset, line, recent }: LinePosition, head: Buffer): LineMark {
  const bytes = Math.min(offset, head.length);
  return { offset, line, head_bytes: bytes, head: digestOf(head.subarray(0, bytes)), tail: digestOf(recent) };
}

/** The mark of a file of which nothing was read. */
export const beginningMark: LineMark = markOf(firstLine, Buffer.alloc(0));

/** 72 bits of a digest of some bytes. */
export function digestOf(bytes: Buffer): string {
  return shortDigest(bytes);
}

function shortDigest(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("base64url").slice(0, digestLength);
}
