const grouped = new Intl.NumberFormat("en-GB");
// British English writes a million as 2.5m, which reads as a thousandth.
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** A count in full: `12,345`. */
export const wholeNumber = (value: number) => grouped.format(value);

/** A count for an axis: `12.3k`. */
export const shortNumber = (value: number) => compact.format(value).replace("K", "k");

/** A count with its unit: `1 finding`, `12,345 findings`. */
export const counted = (value: number, one: string, many = `${one}s`) =>
  `${wholeNumber(value)} ${value === 1 ? one : many}`;
