const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text that is safe to show: characters that a terminal would obey rather than print (escape sequences, line
 * breaks, changes of writing direction) are written as `\u001b`.
 */
export function visible(text: string): string {
  return text.replace(hidden, escaped);
}

/** Text without control characters, which are written as `\u001b`; what is not a control character stays. */
export function withoutControls(text: string): string {
  return text.replace(/\p{Cc}/gu, escaped);
}

/** JSON text of a value, safe on a terminal: `JSON.stringify` leaves DEL and the C1 controls as they are. */
export function visibleJson(value: unknown): string {
  return withoutControls(JSON.stringify(value));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
