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
