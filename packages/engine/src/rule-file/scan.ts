import { maximumNesting } from "./structure.js";

/** What can be told of a text before it is parsed. */
export interface Scan {
  /** Where it begins to nest too deep for a parser; null where it does not. */
  readonly tooDeepAt: number | null;
  /** Colons outside of texts and comments: as many as its objects have keys. */
  readonly colons: number;
}

// By number and one by one: this runs over every character of every rule file.
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const star = 0x2a;
const slash = 0x2f;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Goes through JSON with comments once, so that neither a recursive parser meets what it cannot bear, nor two equal
 * keys go unseen: what `JSON.parse` makes of them has fewer keys than there are colons.
 */
export function scan(text: string): Scan {
  let depth = 0;
  let colons = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfText(text, at);
        break;
      case slash:
        at = endOfComment(text, at);
        break;
      case colon:
        colons++;
        break;
      case openBracket:
      case openBrace:
        depth++;
        if (depth > maximumNesting) return { tooDeepAt: at, colons };
        break;
      case closeBracket:
      case closeBrace:
        depth--;
    }
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
