import { z } from "zod";

/** A whole number between two bounds, both included. */
export function wholeNumber(minimum: number, maximum: number) {
  const error = `is out of range; it takes a whole number from ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
}
