import type { JsonObject } from "@mcm/engine";

/** Where something stands in a file. */
export interface Place {
  /** The file's path as it was given, or `stdin`. */
  readonly file: string;
  /** From 1; for a record of several lines, the line on which it begins. */
  readonly line: number;
}

/** A record of a file, or what is wrong with something that should have been one. */
export type ReadItem =
  | {
      readonly record: JsonObject;
      readonly place: Place;
      /** The JSON text that holds this record alone; left out for one of several. */
      readonly text?: string | undefined;
    }
  | { readonly problem: string; readonly place: Place };

/** Reads one input piece by piece. */
export interface Reader {
  /** What the next piece completes. A piece may end anywhere, in the middle of a character too. */
  readonly write: (piece: Uint8Array) => ReadItem[];
  /** What the end of the input completes. */
  readonly end: () => ReadItem[];
  /** Whether the rest of the input cannot be read: more pieces change nothing. */
  readonly stopped: () => boolean;
  /** The line that was got to. */
  readonly line: () => number;
}

/** A place as people and editors write it: `audit.ndjson:17`. */
export function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}
