/** What a reviver is told beside key and value, by engines that know the text. */
interface Context {
  readonly source?: string;
}

type Reviver = (this: unknown, key: string, value: unknown, context?: Context) => unknown;

/** Sixteen digits in a row: such a number may be one that a double cannot hold. */
const long = /\d{16}/;

/**
 * The value of a JSON text. Whole numbers beyond 2^53, which GitHub's ids have become, stay exact: as text.
 *
 * @throws {SyntaxError}
 */
export function parseExactly(text: string): unknown {
  return long.test(text) ? JSON.parse(text, keepDigits as Reviver) : JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, context?: Context): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const { source } = context ?? {};
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
