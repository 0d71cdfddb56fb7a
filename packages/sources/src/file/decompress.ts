import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from "node:zlib";

/** How bytes are compressed. */
export type Compression = "gzip" | "zstd";

/** How much of a stream's beginning tells its compression. */
export const magicBytes = 4;

/** What is compressed over and over is unpacked this many times; an archive of itself would never end. */
const maximumLayers = 2;

/** Compressed bytes a step: what comes out of one in which damage is found is lost, and larger ones were no faster. */
const stepBytes = 4 * 1024;

/** Decompressed bytes a piece. */
const pieceBytes = 64 * 1024;

/** As checksums stand in the last bytes of an archive, these are looked at apart: what is before them is out by then. */
const trailerBytes = 8;

/** The rest of an archive cannot be read; what comes before it was given, but for what at most 4 KiB of it hold. */
export class DamagedArchive extends Error {
  override readonly name = "DamagedArchive";
}

/** The compression of what begins like this, by its magic bytes; undefined when it is not compressed. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  const [first, second, third, fourth] = head;
  if (first === 0x1f && second === 0x8b) return "gzip";
  // Frames that are to be skipped carry data for programs, and may come first.
  const isSkippable = (first ?? 0) >> 4 === 0x5 && second === 0x2a && third === 0x4d && fourth === 0x18;
  return isSkippable || (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) ? "zstd" : undefined;
}

/**
 * The same bytes, decompressed where they are compressed with gzip or zstd: any number of archives in a row, and an
 * archive in an archive. Memory does not grow, whatever comes out.
 *
 * @throws {DamagedArchive} behind all that could be read, when an archive is cut off or damaged.
 */
export async function* decompress(
  pieces: AsyncIterable<Uint8Array>,
  layers = maximumLayers,
): AsyncGenerator<Uint8Array> {
  const input = createInput(pieces);
  try {
    const compression = compressionOf(await input.peek(magicBytes));
    if (!compression) yield* input.rest();
    else if (layers === 0)
      throw new DamagedArchive(`it is compressed more than ${maximumLayers} times over; unpack it`);
    else yield* decompress(archives(compression, input), layers - 1);
  } finally {
    await input.close();
  }
}

/** All archives of a stream, as one. */
async function* archives(compression: Compression, input: Input): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield* archive(compression, input);
    // Gzip archives are padded with zeros on tapes and in blocks.
    const next = await (compression === "gzip" ? input.skipZeros() : input.peek(magicBytes));
    if (next.length === 0) return;
    if (compressionOf(next) !== compression) {
      throw new DamagedArchive(`the ${compression} archive is over, and what follows is none`);
    }
  }
}

/** One archive, or several where zlib goes on by itself. */
async function* archive(compression: Compression, input: Input): AsyncGenerator<Uint8Array> {
  // A mark of one byte lets nothing lie in the stream that an error would take along.
  const options = { chunkSize: pieceBytes, readableHighWaterMark: 1, writableHighWaterMark: 1 };
  const stream = compression === "gzip" ? createGunzip(options) : createZstdDecompress(options);
  let inputError: unknown;
  const feeding = feed(stream, input).catch((error: unknown) => {
    inputError = error;
    stream.destroy(new Error("the input cannot be read"));
  });
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } catch (error) {
    throw inputError ?? damage(compression, error);
  } finally {
    stream.destroy();
    await feeding;
  }
}

/** Writes to a decompressor until it wants no more, and takes back what is not its own. */
async function feed(stream: Gunzip | ZstdDecompress, input: Input): Promise<void> {
  for (;;) {
    const step = await input.step();
    if (!step) {
      stream.end();
      return;
    }
    const before = stream.bytesWritten;
    await written(stream, step);
    const taken = stream.bytesWritten - before;
    if (stream.destroyed || taken < step.length) {
      input.giveBack(step.subarray(taken));
      return;
    }
  }
}

/** Resolves when the bytes were taken, or the stream is over. */
function written(stream: Gunzip | ZstdDecompress, step: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      stream.off("end", over).off("close", over);
      resolve();
    };
    stream.once("end", over).once("close", over);
    stream.write(step, over);
  });
}

function damage(compression: Compression, error: unknown): DamagedArchive {
  const message = error instanceof Error ? error.message : String(error);
  const isCut = error instanceof Error && "code" in error && error.code === "Z_BUF_ERROR";
  const fact = isCut ? "is cut off here" : `is damaged here (${message})`;
  return new DamagedArchive(`the ${compression} archive ${fact}`, { cause: error });
}

/** Pieces that can be looked at ahead, and given back. */
interface Input {
  /** Up to so many of the next bytes, which stay. */
  peek(bytes: number): Promise<Uint8Array>;
  /** The next bytes for a decompressor; the last ones apart. */
  step(): Promise<Uint8Array | undefined>;
  giveBack(bytes: Uint8Array): void;
  /** Leaves out bytes that are zero; gives what is next. */
  skipZeros(): Promise<Uint8Array>;
  /** All that is left, as it comes. */
  rest(): AsyncGenerator<Uint8Array>;
  close(): Promise<unknown>;
}

function createInput(pieces: AsyncIterable<Uint8Array>): Input {
  const source = pieces[Symbol.asyncIterator]();
  let ahead = Buffer.alloc(0);
  let isOver = false;

  /** Reads until so many bytes lie ahead, or there are no more. */
  async function readAhead(bytes: number): Promise<void> {
    while (ahead.length < bytes && !isOver) {
      const { done, value } = await source.next();
      if (done) isOver = true;
      // A copy, as whoever sent the piece may use its memory again.
      else ahead = Buffer.concat([ahead, value]);
    }
  }

  function take(bytes: number): Buffer {
    const taken = ahead.subarray(0, bytes);
    ahead = ahead.subarray(bytes);
    return taken;
  }

  return {
    async peek(bytes) {
      await readAhead(bytes);
      return ahead.subarray(0, bytes);
    },
    async step() {
      await readAhead(trailerBytes + 1);
      if (ahead.length === 0) return undefined;
      return take(ahead.length <= trailerBytes ? ahead.length : Math.min(stepBytes, ahead.length - trailerBytes));
    },
    giveBack(bytes) {
      ahead = Buffer.concat([bytes, ahead]);
    },
    async skipZeros() {
      for (;;) {
        await readAhead(magicBytes);
        const zeros = ahead.findIndex((byte) => byte !== 0);
        if (zeros === 0 || ahead.length === 0) return ahead.subarray(0, magicBytes);
        take(zeros < 0 ? ahead.length : zeros);
      }
    },
    async *rest() {
      if (ahead.length > 0) yield take(ahead.length);
      while (!isOver) {
        const { done, value } = await source.next();
        if (done) isOver = true;
        else yield value;
      }
    },
    close: async () => source.return?.(),
  };
}
