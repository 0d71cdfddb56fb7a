import { createReadStream } from "node:fs";
import { McmError } from "@mcm/engine";

/** A path, `-` for standard input, or anything that yields bytes or text: a stream, a response's body. */
export type RecordInput = string | AsyncIterable<Uint8Array | string>;

/** An input that is being read. */
export interface OpenInput {
  /** What places call it. */
  readonly name: string;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Twice the default of 64 KiB, as lines are decoded a piece at a time; larger ones were slower and took more memory. */
export const pieceBytes = 128 * 1024;

/** Opens an input for reading. Nothing is read before the first piece is asked for. */
export function open(input: RecordInput, name?: string): OpenInput {
  if (input === "-") return opened(name ?? "stdin", process.stdin);
  if (typeof input !== "string") return opened(name ?? "input", input);
  return opened(name ?? input, createReadStream(input, { highWaterMark: pieceBytes }));
}

function opened(name: string, source: AsyncIterable<Uint8Array | string>): OpenInput {
  return { name, pieces: readPieces(name, source) };
}

async function* readPieces(name: string, source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of source) yield typeof piece === "string" ? Buffer.from(piece) : piece;
  } catch (error) {
    throw unreadable(name, error);
  }
}

const remedies: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path",
  EACCES: "permission is denied; make it readable for this user",
  EISDIR: "it is a folder; name the files in it",
};

/** The error for a file that cannot be opened or read. */
export function unreadable(name: string, error: unknown): McmError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const fact = remedies[code] ?? (error instanceof Error ? error.message : String(error));
  return new McmError("invalid_source", `cannot read "${name}": ${fact}`, { cause: error });
}
