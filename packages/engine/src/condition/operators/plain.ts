/*
 * JSON-Logic's operators that only compute, as json-logic-js defines them, odd arguments included. Where one throws, a
 * condition takes null.
 */

/** The longest text, and the longest list, that an operator makes. */
const maximumText = 10_000_000;
const maximumList = 100_000;

const asNumber = (value: unknown): number => parseFloat(value as string);

function short(text: string): string {
  if (text.length > maximumText) throw new RangeError(`text of more than ${maximumText} characters`);
  return text;
}

/** `substr` whose length may be negative: then it leaves off that many characters at the end. */
function part(source: unknown, start: unknown, length: unknown): string {
  const text = String(source);
  if (!((length as number) < 0)) return text.substr(start as number, length as number);
  const rest = text.substr(start as number);
  return rest.substr(0, rest.length + (length as number));
}

function merge(values: readonly unknown[]): readonly unknown[] {
  const length = values.reduce<number>((sum, value) => sum + (Array.isArray(value) ? value.length : 1), 0);
  if (length > maximumList) throw new RangeError(`list of more than ${maximumList} elements`);
  return values.flat();
}

/** What these operators make of their evaluated arguments. */
export const plainOperators: Readonly<Record<string, (...values: readonly unknown[]) => unknown>> = {
  "+": (...values) => values.reduce<number>((sum, value) => sum + asNumber(value), 0),
  "*": (...values) => values.reduce((product, value) => asNumber(product) * asNumber(value)),
  "-": (a, b) => (b === undefined ? -(a as number) : (a as number) - (b as number)),
  "/": (a, b) => (a as number) / (b as number),
  "%": (a, b) => (a as number) % (b as number),
  min: (...values) => Math.min(...(values as number[])),
  max: (...values) => Math.max(...(values as number[])),
  cat: (...values) => short(values.join("")),
  substr: (source, start, length) => part(source, start, length),
  merge: (...values) => merge(values),
  log: (value) => value,
};
