import { durationSchema, milliseconds } from "@mcm/engine";
import { z } from "zod";

const quote = (input: unknown) => JSON.stringify(input);

const takes = (what: string) => (issue: { readonly input?: unknown }) => `is ${quote(issue.input)}; it takes ${what}`;

/** Free text, 1 to 500 characters. */
export const text = z
  .string()
  .min(1, "is empty; give it a value, or leave it out")
  .max(500, "is longer than 500 characters; shorten it");

/** One of some words. */
export function word<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, { error: takes(listed(words)) });
}

/** A whole number between two bounds, both included. */
export function wholeNumber(minimum: number, maximum: number) {
  return z
    .string()
    .refine((digits) => /^\d{1,15}$/.test(digits) && Number(digits) >= minimum && Number(digits) <= maximum, {
      error: takes(`a whole number from ${minimum} to ${maximum}`),
    })
    .transform(Number);
}

/** A UTC day (its first moment) or an ISO 8601 time with a time zone; becomes UTC with milliseconds. */
export const time = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: takes(
      'a day such as "2025-01-20" or a time with a zone such as "2025-01-20T09:00:00Z" (in an address, write "+" as "%2B")',
    ),
  })
  .transform((written) => new Date(written).toISOString());

/** A {@link time}, or how long ago it was; becomes UTC with milliseconds. */
export const since = z.union(
  [durationSchema.transform((ago) => new Date(Date.now() - milliseconds(ago)).toISOString()), time],
  {
    error: takes('how long ago, such as "7d", a day such as "2025-01-20" or a time such as "2025-01-20T09:00:00Z"'),
  },
);

/** A sort key, or the key with "-" in front to sort downwards. */
export function sortKey<const Key extends string>(keys: readonly Key[]) {
  return z.enum(
    keys.flatMap((key) => [key, `-${key}`] as const),
    { error: takes(`${listed(keys)}, with "-" in front for descending order`) },
  );
}

/** `true` or `false`. */
export const yesOrNo = word(["true", "false"]).transform((said) => said === "true");

/** A parameter that may be given once. */
export function once<Value extends z.ZodType>(value: Value) {
  return z
    .tuple([value], "is given more than once; give it once")
    .transform(([only]) => only)
    .exactOptional();
}

/** A parameter that may be repeated, up to 100 times; any of its values may hold. */
export function repeated<Value extends z.ZodType>(value: Value) {
  return z.array(value).max(100, "is given more than 100 times; give it fewer values").exactOptional();
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
