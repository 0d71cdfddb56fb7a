import { byte, isBlank } from "./bytes.js";

// Copies, as a look into another module for each byte of a file adds up.
const { quote, backslash, openObject, closeObject, openArray, closeArray, comma } = byte;

/** Finds where a JSON value ends, over as many pieces as it takes. */
export interface ValueScanner {
  /** The index after the last byte of the value, or after a `[` to look at; -1 when the piece ends first. */
  readonly scan: (piece: Uint8Array, from: number) => number;
  /** How many brackets are open: 0 once the value has ended. */
  readonly depth: () => number;
}

/**
 * Scans a value from its first byte on. Only brackets and quotes are looked at: what is between them is for
 * `JSON.parse` to judge, so that a value with a mistake inside still ends where it seems to.
 *
 * `stopsAtArrays` stops after each `[` that stands in the outermost object, at depth 2.
 */
export function createValueScanner(first: number | undefined, stopsAtArrays = false): ValueScanner {
  if (first !== openObject && first !== openArray && first !== quote) return bareScanner;
  let depth = 0;
  let quoted = false;
  let escaped = false;

  function scan(piece: Uint8Array, from: number): number {
    for (let at = from; at < piece.length; at++) {
      const code = piece[at];
      if (quoted) {
        at = endOfString(piece, at);
        if (at < 0) return -1;
        quoted = false;
        if (depth === 0) return at + 1;
      } else if (code === quote) quoted = true;
      else if (code === openObject || code === openArray) {
        depth++;
        if (stopsAtArrays && depth === 2 && code === openArray) return at + 1;
      } else if (code === closeObject || code === closeArray) {
        depth--;
        if (depth === 0) return at + 1;
      }
    }
    return -1;
  }

  /** The index of the quote that ends the string, or -1 when the piece ends first. */
  function endOfString(piece: Uint8Array, from: number): number {
    let at = from;
    if (escaped) at++;
    escaped = false;
    for (; at < piece.length; at++) {
      const code = piece[at];
      if (code === quote) return at;
      if (code === backslash) at++;
    }
    escaped = at > piece.length;
    return -1;
  }

  return { scan, depth: () => depth };
}

/** For numbers, words and whatever else stands where a value should. */
const bareScanner: ValueScanner = {
  scan(piece, from) {
    for (let at = from; at < piece.length; at++) {
      const code = piece[at];
      if (code === comma || code === closeArray || code === closeObject || isBlank(code)) return at;
    }
    return -1;
  },
  depth: () => 0,
};
