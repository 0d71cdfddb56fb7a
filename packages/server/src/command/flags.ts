import type { Command } from "commander";
import type { z } from "zod";
import { checkParameters, type Given, InvalidParameters } from "../parameters/check-parameters.js";
import { UsageError } from "../usage-error.js";

/** A flag of the command that carries a parameter of the API. */
export interface Flag {
  readonly parameter: string;
  /** With its placeholder: `--event-type <type>`. */
  readonly written: string;
  readonly description: string;
}

/** Gives a command its flags. All can be repeated here; which of them may be is the schema's word. */
export function addFlags(command: Command, flags: readonly Flag[]): Command {
  for (const { written, description } of flags) {
    command.option(written, description, collect);
  }
  return command;
}

/** Values of a flag that may be repeated; one without a placeholder comes without a value. */
export function collect(value: string | undefined, before: readonly string[] = []): readonly string[] {
  return [...before, value ?? "true"];
}

/**
 * What the flags of a command mean, checked.
 *
 * @throws {UsageError} naming each wrong flag, what it was and what it takes.
 */
export function checkFlags<Shape extends z.ZodRawShape, Config extends z.core.$ZodObjectConfig>(
  schema: z.ZodObject<Shape, Config>,
  command: Command,
  flags: readonly Flag[],
): z.output<z.ZodObject<Shape, Config>> {
  try {
    return checkParameters(schema, givenFlags(command, flags));
  } catch (error) {
    if (!(error instanceof InvalidParameters)) throw error;
    const facts = error.faults.map(({ parameter, fact }) => `${nameOf(flags, parameter)} ${fact}`);
    throw new UsageError(facts.join("; "));
  }
}

function givenFlags(command: Command, flags: readonly Flag[]): Given {
  const options: Readonly<Record<string, unknown>> = command.opts();
  const given = flags.flatMap(({ parameter, written }) => {
    const option = command.options.find(({ flags }) => flags === written);
    const value = option && options[option.attributeName()];
    return Array.isArray(value) ? [[parameter, value.map(String)] as const] : [];
  });
  return Object.fromEntries(given);
}

function nameOf(flags: readonly Flag[], parameter: string): string {
  const written = flags.find((flag) => flag.parameter === parameter)?.written;
  return written?.split(" ")[0] ?? parameter;
}
