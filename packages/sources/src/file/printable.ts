/** A text that a terminal shows and does not obey: control characters and lone surrogates are replaced. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f]/g, "\uFFFD");
}
