import { DamagedArchive, decompress } from "./decompress.js";
import { holdsRecords } from "./holds-records.js";
import { open, type RecordInput } from "./open.js";
import type { ReadItem } from "./read-item.js";
import { createReader } from "./reader.js";

/** How a file is read. */
export interface ReadOptions {
  /** What places call the input; by default its path, `stdin` for `-`, `input` for a stream. */
  readonly name?: string | undefined;
  /** Told how many bytes were read, compressed as they are, before the records that they complete come. */
  readonly onRead?: ((bytes: number) => void) | undefined;
  /** Told when the beginning looks as if no records came; then nothing is read. Without it, what comes is said to be wrong. */
  readonly onNoRecords?: (() => void) | undefined;
  /** The same as `onRead` for the bytes of text that came out of them. */
  readonly onText?: ((bytes: number) => void) | undefined;
}

/**
 * The records of a file, of standard input (`-`) or of a stream, in batches as they are read, in constant memory.
 * Taken are NDJSON, an array of records, one record or several in a row, and objects with an array `Records`;
 * as UTF-8, records up to 32 MiB; plain or compressed with gzip or zstd, which the first bytes tell. What cannot be
 * read comes as a problem with its place, its line counted in the decompressed text; the rest goes on.
 *
 * @throws {McmError} `invalid_source` when the input cannot be opened or read.
 * @example
 * ```ts
 * for await (const batch of readRecords("audit.ndjson")) {
 *   for (const item of batch) console.log("record" in item ? item.record : item.problem, placeText(item.place));
 * }
 * ```
 */
export async function* readRecords(input: RecordInput, options: ReadOptions = {}): AsyncGenerator<ReadItem[], void> {
  const { name, pieces } = open(input, options.name);
  const reader = createReader(name);
  let isFirst = true;
  try {
    for await (const piece of decompress(counted(pieces, options.onRead))) {
      if (isFirst && options.onNoRecords && !holdsRecords(piece)) return options.onNoRecords();
      isFirst = false;
      options.onText?.(piece.byteLength);
      const items = reader.write(piece);
      if (items.length > 0) yield items;
      if (reader.stopped()) return;
    }
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error;
    yield reader.cut(error.message);
    return;
  }
  const last = reader.end();
  if (last.length > 0) yield last;
}

async function* counted(pieces: AsyncIterable<Uint8Array>, onRead: ReadOptions["onRead"]): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    onRead?.(piece.byteLength);
    yield piece;
  }
}
