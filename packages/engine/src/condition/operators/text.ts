import { defineOperator } from "../../operator.js";

const isText = (value: unknown): value is string => typeof value === "string";

export const startsWith = defineOperator({
  name: "starts_with",
  takes: [2, 2],
  evaluate: (text: unknown, start: unknown) => isText(text) && isText(start) && text.startsWith(start),
  phrase: "starts with",
});

export const endsWith = defineOperator({
  name: "ends_with",
  takes: [2, 2],
  evaluate: (text: unknown, end: unknown) => isText(text) && isText(end) && text.endsWith(end),
  phrase: "ends with",
});

/** Text that holds text, or a list that holds the very value. */
export const contains = defineOperator({
  name: "contains",
  takes: [2, 2],
  evaluate: (holder: unknown, part: unknown) =>
    isText(holder) ? isText(part) && holder.includes(part) : Array.isArray(holder) && holder.includes(part),
  phrase: "contains",
});

export const lower = defineOperator({
  name: "lower",
  takes: [1, 1],
  evaluate: (text: unknown) => (isText(text) ? text.toLowerCase() : null),
});

/** The longest text that `replace` makes. */
const maximumText = 10_000_000;

/** Text with every occurrence of a part put another way; null for what is no text, or without a part to look for. */
export const replace = defineOperator({
  name: "replace",
  takes: [3, 3],
  evaluate: (text: unknown, part: unknown, other: unknown) => {
    if (!isText(text) || !isText(part) || !isText(other) || part === "") return null;
    const pieces = text.split(part);
    return text.length + (pieces.length - 1) * other.length > maximumText ? null : pieces.join(other);
  },
});
