/** The bytes that structure JSON. All are ASCII, so none of them is ever part of another character in UTF-8. */
export const byte = {
  newline: 0x0a,
  quote: 0x22,
  backslash: 0x5c,
  comma: 0x2c,
  openArray: 0x5b,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** Space, tab, line feed, carriage return. */
export function isBlank(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
