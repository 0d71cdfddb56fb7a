import { z } from "zod";
import { type Duration, durationSchema } from "./duration.js";
import { McmError } from "./errors.js";
import { explainIssue } from "./explain-issue.js";
import type { Source } from "./source.js";

/** What a source is made of, once its options are known. */
export interface SourceParts extends Omit<Source, "name"> {
  /** The source's name where its options give none; the definition's by default. */
  readonly name?: string | undefined;
}

/** A sort of source, before its options are known. */
export interface SourceDefinition<Options extends z.ZodType> {
  /** What configuration calls it. */
  readonly name: string;
  /** What its options must be; none when left out. All are JSON, so that they can be written in a configuration file. */
  readonly options?: Options | undefined;
  readonly create: (options: z.output<Options>) => SourceParts;
}

/** What every source takes beside its own options. */
export interface CommonSourceOptions {
  /** One of its own, where there are several of a sort. */
  readonly name?: string | undefined;
  /** How often it is worth pulling. */
  readonly every?: Duration | undefined;
}

const commonSchema = z.object({
  name: z.string().min(1, "is empty; leave it out, or give it one").optional(),
  every: durationSchema.optional(),
});

/** Makes sources of one sort. */
export interface SourceFactory<Options extends z.ZodType> {
  /** @throws {McmError} `invalid_source`, naming the option, what it was and what it takes. */
  (
    ...options: Record<never, never> extends z.input<Options>
      ? [options?: z.input<Options> & CommonSourceOptions]
      : [options: z.input<Options> & CommonSourceOptions]
  ): Source;
  /** What configuration calls it. */
  readonly sort: string;
  readonly options: Options;
}

/**
 * Defines a sort of source, with its options: gives the function that makes one. Every source takes a `name` and
 * `every` beside its own options.
 *
 * @example
 * ```ts
 * import { defineSource } from "@mcm/engine";
 * import { z } from "zod";
 *
 * export const door = defineSource({
 *   name: "door",
 *   options: z.object({ url: z.url() }),
 *   create: ({ url }) => ({
 *     normalize: (record) => {
 *       const { time, badge } = record as { time: string; badge: string };
 *       return { timestamp: time, user: badge, event_type: "door_opened", raw_data: { time, badge } };
 *     },
 *     async *pull({ cursor, signal }) {
 *       const answer = await fetch(`${url}?after=${cursor ?? 0}`, { signal });
 *       const { entries, last } = (await answer.json()) as { entries: unknown[]; last: number };
 *       yield { records: entries, cursor: last };
 *     },
 *   }),
 * });
 * ```
 */
export function defineSource<Options extends z.ZodType = z.ZodType<Record<never, never>, Record<never, never>>>(
  definition: SourceDefinition<Options>,
): SourceFactory<Options> {
  const { name: sort, create } = definition;
  const schema = strict(definition.options ?? z.object({})) as Options;
  const make = (given: CommonSourceOptions = {}): Source => {
    const { name, every, ...options } = given;
    const check = <Checked extends z.ZodType>(by: Checked, value: unknown): z.output<Checked> => {
      const result = by.safeParse(value);
      if (result.success) return result.data;
      const fault = explainIssue(result.error, value, "its options", { showsValues: false });
      throw new McmError("invalid_source", `source ${JSON.stringify(name ?? sort)}: ${fault}`);
    };
    check(commonSchema, { name, every });
    const parts = create(check(schema, options));
    return { ...parts, name: name ?? parts.name ?? sort, every: every ?? parts.every };
  };
  return Object.assign(make, { sort, options: schema }) as SourceFactory<Options>;
}

/** Options that nobody knows are mistakes, so they are refused, also where the schema says nothing about them. */
function strict(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}
