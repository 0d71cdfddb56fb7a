import { z } from "zod";

/** Where a record has a field of an event: a path as conditions have them, `who.name`, or one value for all records. */
export type FieldMapping = string | { readonly value: string };

const pathTakes = 'it takes the path of a field, such as "who.name"';

const path = z
  .string({ error: ({ input }) => (input === undefined ? `is missing; ${pathTakes}` : `is no text; ${pathTakes}`) })
  .regex(/^[^.]+(\.[^.]+)*$/, `is no path; ${pathTakes}`);

const fieldTakes = 'it takes the path of a field, such as "who.name", or a value for all records, as {"value": "vpn"}';

const constant = z.strictObject({ value: z.string().min(1) });

const field = z.union([path, constant], {
  error: ({ input }) =>
    input === undefined ? `is missing; ${fieldTakes}` : `is neither path nor value; ${fieldTakes}`,
});

/** A mapping of a log's fields to an event's, as it is written in a configuration. */
export const genericMappingSchema = z.strictObject(
  {
    format: z.literal("generic", { error: 'is not "generic"; a mapping of fields is of that format' }),
    /** When it happened: ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size. */
    timestamp: path,
    /** What happened; made snake_case. */
    event_type: field,
    /** Who did it; nobody where it is left out or a record has none. */
    user: field.optional(),
    /** `generic` by default. */
    source: field.optional(),
    /** The record's id in its log; by default, and where a record has none, one is made of its content. */
    external_id: path.optional(),
    /** `low`, `medium`, `high` or `critical`, in any case; other words are no hint. */
    severity_hint: field.optional(),
  },
  { error: (issue) => (issue.code === "unrecognized_keys" ? unknownField(issue.keys) : undefined) },
);

function unknownField([key]: readonly string[]): string {
  const known = Object.keys(genericMappingSchema.shape).join(", ");
  return `"${key}" is not a field of a mapping; it takes ${known}`;
}

/** A mapping of a log's fields to an event's; see {@link genericMappingSchema}. */
export type GenericMapping = z.infer<typeof genericMappingSchema>;

/** What is wrong with a mapping, naming the field, or undefined. */
export function mappingProblem(mapping: unknown): string | undefined {
  const issue = genericMappingSchema.safeParse(mapping).error?.issues[0];
  if (!issue) return undefined;
  return issue.path.length === 0 ? issue.message : `"${issue.path.join(".")}" ${issue.message}`;
}
