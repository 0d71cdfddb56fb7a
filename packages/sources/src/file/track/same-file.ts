import type { FileHandle } from "node:fs/promises";
import { recentBytes } from "../lines.js";
import { digestOf, headBytes, type LineMark } from "./file-cursor.js";

/** What is before a mark in a text that was found to be the same. */
export interface Before {
  /** The first bytes of the text. */
  readonly head: Buffer;
  /** The last ones before the mark. */
  readonly recent: Buffer;
}

/** What is before a mark in a file, if the file is the one that the mark was made in, or begins as that one did. */
export async function findMark(handle: FileHandle, mark: LineMark): Promise<Before | undefined> {
  const head = await readAt(handle, 0, headBytes);
  if (!hasHead(head, mark)) return undefined;
  const from = Math.max(0, mark.offset - recentBytes);
  const recent = await readAt(handle, from, mark.offset - from);
  return digestOf(recent) === mark.tail ? { head, recent } : undefined;
}

/** Whether a text that begins like this may be the one that the mark was made in. */
export function hasHead(head: Buffer, mark: LineMark): boolean {
  return head.length >= mark.head_bytes && digestOf(head.subarray(0, mark.head_bytes)) === mark.head;
}

/** So many bytes from a place on, or as many as there are. */
export async function readAt(handle: FileHandle, from: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await handle.read(buffer, filled, bytes - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Leaves out the text before a mark, which has to be the same as it was; undefined when it is another one. */
export async function passMark(
  text: AsyncIterator<Uint8Array>,
  mark: LineMark,
): Promise<(Before & { readonly rest: Buffer }) | undefined> {
  let head = Buffer.alloc(0);
  let recent = Buffer.alloc(0);
  for (let passed = 0; ; ) {
    const { done, value } = await text.next();
    const bytes = done ? Buffer.alloc(0) : Buffer.from(value);
    if (head.length < headBytes) head = Buffer.concat([head, bytes.subarray(0, headBytes - head.length)]);
    const before = bytes.subarray(0, mark.offset - passed);
    recent = Buffer.concat([recent, before.subarray(-recentBytes)]).subarray(-recentBytes);
    passed += before.length;
    if (passed < mark.offset && !done) continue;
    const isSame = passed === mark.offset && hasHead(head, mark) && digestOf(recent) === mark.tail;
    return isSame ? { head, recent, rest: bytes.subarray(before.length) } : undefined;
  }
}
