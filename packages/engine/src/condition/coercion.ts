/*
 * JavaScript's conversions, as json-logic-js uses them, made safe: an object whose `toString` is not a function, which
 * JSON can bring, makes the plain operators throw.
 */

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

/** JSON-Logic's truth: as JavaScript's, but an empty list is false. */
export function truthy(value: unknown): boolean {
  if (typeof value === "object") return value !== null && !(Array.isArray(value) && value.length === 0);
  return Boolean(value);
}

/** What `compute` gives, or `otherwise` where a value has no conversion. */
function attempt<Result>(compute: () => Result, otherwise: Result): Result {
  try {
    return compute();
  } catch {
    return otherwise;
  }
}

/** `==`; null, not true or false, where a value cannot be converted, so that neither it nor its opposite holds. */
export function looseEqual(a: unknown, b: unknown): boolean | null {
  // biome-ignore lint/suspicious/noDoubleEquals: it is the operator that is meant
  if (!isObject(a) && !isObject(b)) return a == b;
  // biome-ignore lint/suspicious/noDoubleEquals: it is the operator that is meant
  return attempt<boolean | null>(() => a == b, null);
}

/** `<`, false where a value cannot be converted. */
export function less(a: unknown, b: unknown): boolean {
  if (!isObject(a) && !isObject(b)) return (a as number) < (b as number);
  return attempt(() => (a as number) < (b as number), false);
}

/** `<=`, false where a value cannot be converted. */
export function lessOrEqual(a: unknown, b: unknown): boolean {
  if (!isObject(a) && !isObject(b)) return (a as number) <= (b as number);
  return attempt(() => (a as number) <= (b as number), false);
}

/** `>`, false where a value cannot be converted; it converts left to right, as `less(b, a)` would not. */
export function greater(a: unknown, b: unknown): boolean {
  if (!isObject(a) && !isObject(b)) return (a as number) > (b as number);
  return attempt(() => (a as number) > (b as number), false);
}

/** `>=`, false where a value cannot be converted. */
export function greaterOrEqual(a: unknown, b: unknown): boolean {
  if (!isObject(a) && !isObject(b)) return (a as number) >= (b as number);
  return attempt(() => (a as number) >= (b as number), false);
}

/** Whether text holds a value's text, or a list the very value. */
export function isIn(value: unknown, holder: unknown): boolean {
  if (Array.isArray(holder)) return holder.indexOf(value) !== -1;
  if (typeof holder !== "string" || holder === "") return false;
  return typeof value === "string"
    ? holder.includes(value)
    : attempt(() => holder.indexOf(value as string) !== -1, false);
}

/** `String(value)`; null where there is none. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : attempt<string | null>(() => String(value), null);
}
