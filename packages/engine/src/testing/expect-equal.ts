/**
 * Compares two plain values, keys in any order; a key without a value counts as none.
 *
 * @throws {Error} saying what it is about, where the first difference is, what was expected and what came.
 */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  const found = difference(actual, expected, "");
  if (found) throw new Error(`${what}: ${found}`);
}

/** Where and how two plain values differ first; null for equal ones. */
export function difference(actual: unknown, expected: unknown, path = ""): string | null {
  if (Object.is(actual, expected)) return null;
  const [own, wanted] = [entriesOf(actual), entriesOf(expected)];
  if (!own || !wanted || Array.isArray(actual) !== Array.isArray(expected)) return told(path, actual, expected);
  if (Array.isArray(actual) && Array.isArray(expected) && actual.length !== expected.length) {
    return told(path, actual, expected);
  }
  for (const key of new Set([...wanted.keys(), ...own.keys()])) {
    const inner = Array.isArray(expected) ? `${path}[${key}]` : `${path}${path && "."}${key}`;
    const found = difference(own.get(key), wanted.get(key), inner);
    if (found) return found;
  }
  return null;
}

/** Own keys only, whatever their names; undefined for what has none. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
}

function told(path: string, actual: unknown, expected: unknown): string {
  const place = path ? `${path} is` : "it is";
  return `${place} ${show(actual)}, expected ${show(expected)}`;
}

/** A value in a message, cut where it is long. */
export function show(value: unknown): string {
  const text = (typeof value === "number" ? String(value) : JSON.stringify(value)) ?? String(value);
  return text.length > 400 ? `${text.slice(0, 400)}… (${text.length} characters)` : text;
}
