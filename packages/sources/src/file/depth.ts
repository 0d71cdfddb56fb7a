import { maximumDepth } from "./limits.js";

/**
 * Texts beyond it, in UTF-16 units, are looked at before they are parsed: what nests a million levels deep takes
 * gigabytes once it is built. Looking takes as long as parsing, so the shorter ones are parsed first.
 */
const harmless = 64 * 1024;

/** Whether a JSON text must not be parsed, as it nests too deep and is long enough for that to be dangerous. */
export function isDangerous(text: string): boolean {
  if (text.length <= harmless) return false;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) quoted = !quoted;
    else if (quoted) {
      if (code === 0x5c) at++;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > maximumDepth) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

/** Whether a value that was parsed from a text nests too deep. */
export function isTooDeep(value: unknown, text: string): boolean {
  if (text.length <= 2 * maximumDepth || text.length > harmless) return false;
  // Walking a value takes longer than parsing it did; nearly no text has enough brackets to be in doubt.
  const brackets = count(text, "{") + count(text, "[");
  return brackets > maximumDepth && isParent(value) && nestsBeyond(value, maximumDepth);
}

function count(text: string, bracket: string): number {
  let found = 0;
  for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) found++;
  return found;
}

type Children = { readonly [key: string]: unknown };

const isParent = (value: unknown): value is Children => typeof value === "object" && value !== null;

function nestsBeyond(value: Children, levels: number): boolean {
  if (levels === 0) return true;
  return Object.values(value).some((child) => isParent(child) && nestsBeyond(child, levels - 1));
}
