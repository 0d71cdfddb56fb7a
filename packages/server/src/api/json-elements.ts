import { setImmediate as otherWork } from "node:timers/promises";
import { endOfString } from "./json-depth.js";

/** Characters dealt with before other requests have their turn: a few milliseconds' worth. */
const stretch = 512 * 1024;

const blanks = new Set([0x20, 0x09, 0x0a, 0x0d]);
const comma = 0x2c;
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
const quote = 0x22;

/**
 * The elements of a JSON array of which no more than `maximumDepth` nest, parsed in stretches between which other requests
 * are answered. Null where the text is no such array, or not certain to be one; then it takes `JSON.parse` to say.
 */
export async function parseElements(json: string, maximumDepth: number): Promise<unknown[] | null> {
  const texts = await elementsOf(json, maximumDepth);
  const values: unknown[] = [];
  let done = 0;
  try {
    for (const text of texts ?? []) {
      values.push(JSON.parse(text));
      done += text.length;
      if (done < stretch) continue;
      await otherWork();
      done = 0;
    }
  } catch {
    return null;
  }
  return texts && values;
}

async function elementsOf(json: string, maximumDepth: number): Promise<string[] | null> {
  const first = skipBlank(json, 0);
  if (json.charCodeAt(first) !== openArray) return null;
  const texts: string[] = [];
  let from = first + 1;
  let depth = 1;
  let pause = stretch;
  for (let at = from; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfString(json, at);
    else if (code === openArray || code === openObject) {
      if (++depth > maximumDepth) return null;
    } else if (code === comma && depth === 1) {
      texts.push(json.slice(from, at));
      from = at + 1;
    } else if (code === closeObject || code === closeArray) {
      if (--depth > 0) continue;
      if (code !== closeArray || skipBlank(json, at + 1) < json.length) return null;
      if (texts.length > 0 || skipBlank(json, from) < at) texts.push(json.slice(from, at));
      return texts;
    }
    if (at < pause) continue;
    await otherWork();
    pause = at + stretch;
  }
  return null;
}

function skipBlank(json: string, from: number): number {
  let at = from;
  while (at < json.length && blanks.has(json.charCodeAt(at))) at++;
  return at;
}
