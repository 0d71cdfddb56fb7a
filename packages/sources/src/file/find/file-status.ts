import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";

/** What the system says of a file. */
export interface FileStatus {
  readonly path: string;
  /** Device and inode, which stay when a file is renamed; null where the system has none. */
  readonly id: string | null;
  /** In bytes, as it lies on the disk. */
  readonly size: number;
  /** When it was written to, in milliseconds since 1970. */
  readonly modified: number;
}

/** A file, a folder, or what is read in another way: a pipe, a socket, a device. */
export type FileKind = "file" | "folder" | "other";

/** What is at a path, behind all links. Rejects as `fs.stat` does. */
export async function statusAt(path: string): Promise<FileStatus & { readonly kind: FileKind }> {
  const found = await stat(path, { bigint: true });
  return { ...statusOf(path, found), kind: kindOf(found) };
}

/** The status that a path has by these figures. */
export function statusOf(path: string, { dev, ino, size, mtimeNs }: BigIntStats): FileStatus {
  const modified = Number(mtimeNs / 1000n) / 1000;
  return { path, id: ino === 0n ? null : `${dev}:${ino}`, size: Number(size), modified };
}

/** What these figures are of. */
export function kindOf(found: BigIntStats): FileKind {
  return found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
}
