import { once, time } from "./parameter.js";

/** `from` (inclusive) and `to` (exclusive): event time. */
export const timeRange = { from: once(time), to: once(time) };

interface Range {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Whether a range runs forwards; one without an end does. */
export const runsForwards = ({ from, to }: Range) => from === undefined || to === undefined || from <= to;

/** What is said of a range that does not. */
export const backwards = { path: ["from"], error: "is later than to; swap them" };
