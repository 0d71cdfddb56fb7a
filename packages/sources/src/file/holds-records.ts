/** How much of a text is looked at. */
const lookedThrough = 64 * 1024;

/** A line that begins as a record does, or as an array of them. */
const beginning = /^\uFEFF?[\s\0]*(\{|\[\s*($|[{["\]]))/m;

/** Nothing that would tell. */
const empty = /^[\s\0]*$/;

/** Whether a text that begins like this may hold JSON records, broken ones among them. */
export function holdsRecords(text: Uint8Array): boolean {
  const looked = Buffer.from(text.buffer, text.byteOffset, Math.min(text.byteLength, lookedThrough)).toString();
  return beginning.test(looked) || empty.test(looked);
}
