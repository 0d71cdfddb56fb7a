import type { Rule } from "@mcm/engine";
import { readOverrides } from "../config/configured-overrides.js";
import { say } from "../terminal/output.js";
import { UsageError } from "../usage-error.js";
import type { ChosenRule } from "./chosen-rules.js";
import { otherVersions } from "./other-versions.js";
import { type Overrides, overridden, passOver } from "./overridden.js";

/** Rules that were asked for, and by which words. */
interface Asked {
  readonly words: readonly string[];
  readonly chosen: readonly ChosenRule[];
  /** What the configuration says of them. */
  readonly overrides: Overrides;
}

/** What to compare rules with; by default nothing. */
interface Other {
  /** A folder or a git ref with other versions of their files. */
  readonly against?: string | undefined;
  /** A file of other overrides. */
  readonly overrides?: string | undefined;
}

/**
 * The rules to run, and those to compare them with, if any. What is switched off is said.
 *
 * @throws {UsageError} when both are asked for, or what is asked for cannot be compared with.
 */
export async function rulesToCompare(
  { words, chosen, overrides }: Asked,
  { against, overrides: file }: Other,
): Promise<{ readonly now: readonly Rule[]; readonly before: readonly Rule[] | null }> {
  if (against !== undefined && file !== undefined) {
    throw new UsageError("--against and --overrides exclude each other; compare one thing at a time");
  }
  const written = chosen.map(({ rule }) => rule);
  const held = overridden(written, overrides, passOver);
  sayOff(written, held, overrides);
  if (file !== undefined) return { now: proposed(written, await readOverrides(file)), before: held };
  if (against === undefined) return { now: held, before: null };
  const others = await otherVersions(against, words, chosen);
  return { now: held, before: others.flatMap((rule) => asOverridden(rule, overrides)) };
}

function sayOff(written: readonly Rule[], held: readonly Rule[], { place }: Overrides): void {
  const names = new Set(held.map(({ name }) => name));
  for (const { name } of written) if (!names.has(name)) say(`rule "${name}" is switched off in ${place}`);
}

function proposed(written: readonly Rule[], overrides: Overrides): readonly Rule[] {
  if (written.some(({ name }) => Object.hasOwn(overrides.entries, name))) {
    return overridden(written, overrides, passOver);
  }
  throw new UsageError(`${overrides.place} says nothing of the rules that were asked for; name one that it changes`);
}

/** Another version of a rule, as overrides have it; as it is where it cannot have them, being of another kind. */
function asOverridden(rule: Rule, overrides: Overrides): readonly Rule[] {
  try {
    return overridden([rule], overrides, passOver);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message} (the other version is compared without)`);
    return [rule];
  }
}
