/** How deep arrays and objects of a body may nest; the engine bounds each record more tightly. */
export const maximumDepth = 128;

const quote = 0x22;
const backslash = 0x5c;
const openers = new Set([0x5b, 0x7b]);
const closers = new Set([0x5d, 0x7d]);

/**
 * Whether a JSON text nests deeper than {@link maximumDepth}. Looks at the text, because parsing 10 MiB of
 * brackets takes seconds, and walking what comes out of it can exhaust the stack.
 */
export function nestsTooDeep(json: string): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfString(json, at);
    else if (openers.has(code)) depth++;
    else if (closers.has(code)) depth--;
    if (depth > maximumDepth) return true;
  }
  return false;
}

/** Where the string that starts here ends; the text's end when it does not. */
export function endOfString(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let escapes = 0;
    while (json.charCodeAt(at - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return at;
  }
  return json.length;
}
