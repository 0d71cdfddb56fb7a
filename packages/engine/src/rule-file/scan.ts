import { maximumNesting } from "./structure.js";

/** What can be told of a text before it is parsed. */
export interface Scan {
  /** Where it begins to nest too deep for a parser; null where it does not. */
  readonly tooDeepAt: number | null;
  /** Colons outside of texts and comments: as many as its objects have keys. */
  readonly colons: number;
}

const code = (character: string): number => character.charCodeAt(0);
const [quote, backslash, slash, star, colon] = ['"', "\\", "/", "*", ":"].map(code);
const [lineFeed, carriageReturn] = ["\n", "\r"].map(code);
const openings = ["{", "["].map(code);
const closings = ["}", "]"].map(code);

/**
 * Goes through JSON with comments once, so that neither a recursive parser meets what it cannot bear, nor two equal
 * keys go unseen: what `JSON.parse` makes of them has fewer keys than there are colons.
 */
export function scan(text: string): Scan {
  let depth = 0;
  let colons = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === quote) at = endOfText(text, at);
    else if (character === slash) at = endOfComment(text, at);
    else if (character === colon) colons++;
    else if (character === openings[0] || character === openings[1]) {
      depth++;
      if (depth > maximumNesting) return { tooDeepAt: at, colons };
    } else if (character === closings[0] || character === closings[1]) depth--;
  }
  return { tooDeepAt: null, colons };
}

/** The closing quote of the text that opens here, or the line's end where there is none. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === backslash) at++;
    else if (character === quote || character === lineFeed || character === carriageReturn) return at;
  }
  return text.length;
}

/** The end of the comment that opens here; the slash itself where none does. */
function endOfComment(text: string, start: number): number {
  const next = text.charCodeAt(start + 1);
  if (next === star) {
    const end = text.indexOf("*/", start + 2);
    return end === -1 ? text.length : end + 1;
  }
  if (next !== slash) return start;
  const end = text.slice(start).search(/[\r\n]/);
  return end === -1 ? text.length : start + end;
}
