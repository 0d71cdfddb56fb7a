/*
 * Hashes of texts and of their parts. A text's hash is a polynomial of its characters, so that the hash of any part
 * follows from those of all before its end and of all before its start.
 */

const base = 0x01000193;

/** Texts longer than this get a list of their own. */
const usual = new Int32Array(4096);

/** At each place of a text the hash of all before it. Good until the next call. */
export function hashesOf(text: string): Int32Array {
  const hashes = text.length < usual.length ? usual : new Int32Array(text.length + 1);
  let hash = 0;
  for (let place = 0; place < text.length; place++) {
    hash = (Math.imul(hash, base) + text.charCodeAt(place)) | 0;
    hashes[place + 1] = hash;
  }
  return hashes;
}

export const hashOf = (text: string): number => hashesOf(text)[text.length] as number;

/** What the hash of all before a part of this length is multiplied by to be taken out of that of all before its end. */
export function leavingOf(length: number): number {
  let leaving = 1;
  for (let place = 0; place < length; place++) leaving = Math.imul(leaving, base);
  return leaving;
}

/** The hash of a text's part. */
export function partHash(hashes: Int32Array, end: number, length: number, leaving: number): number {
  return ((hashes[end] as number) - Math.imul(hashes[end - length] as number, leaving)) | 0;
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

export function hashOfNumber(number: number): number {
  // Adding makes 0 of -0.
  double[0] = number + 0;
  return ((halves[0] as number) + Math.imul(halves[1] as number, base)) | 0;
}
