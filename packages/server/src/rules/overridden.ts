import { createEvaluator, McmError, overrideRules, type Rule, type RuleOverride } from "@mcm/engine";
import { messageOf } from "../message-of.js";
import { UsageError } from "../usage-error.js";

/** What is to be different about rules. */
export interface Overrides {
  readonly entries: Readonly<Record<string, RuleOverride>>;
  /** Where it is written down, for messages. */
  readonly place: string;
  /** The file that holds nothing else; null where it is part of a configuration. */
  readonly file: string | null;
}

/** Hears of an override whose rule is not there: its name, and what to say. */
export type TellUnknown = (name: string, fact: string) => void;

/** The error for an override whose rule is not there, where that is not to be passed over. */
export const refuseUnknown: TellUnknown = (_, fact) => {
  throw new UsageError(fact);
};

/** For work with some of the rules alone: overrides of others are none of its business. */
export const passOver: TellUnknown = () => {};

/**
 * Rules as overrides have them: those that are switched off are left out.
 *
 * @throws {UsageError} naming the place, the rule, the fact and the remedy, for an override that its rule cannot have.
 */
export function overridden(
  rules: readonly Rule[],
  { entries, place }: Overrides,
  tell: TellUnknown = refuseUnknown,
): readonly Rule[] {
  const names = new Set(rules.map(({ name }) => name));
  const known: Record<string, RuleOverride> = {};
  for (const [name, entry] of Object.entries(entries)) {
    if (names.has(name)) known[name] = entry;
    else tell(name, unknownRule(rules, name, place));
  }
  try {
    const result = overrideRules(rules, known);
    const before = new Set(rules);
    // It checks what the kinds and conditions make of it.
    createEvaluator({ rules: result.filter((rule) => !before.has(rule)) });
    return result;
  } catch (error) {
    throw error instanceof McmError ? new UsageError(`${place}: ${error.message}`) : error;
  }
}

function unknownRule(rules: readonly Rule[], name: string, place: string): string {
  try {
    overrideRules(rules, { [name]: {} });
  } catch (error) {
    return `${place}: ${messageOf(error)}`;
  }
  return "";
}

/** What is different about a rule, in a few words: `off`, or `severity, threshold, 2 exceptions`; null where nothing is. */
export function differenceOf(name: string, { entries }: Overrides): string | null {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (!entry) return null;
  const { enabled = true, except = [], ...others } = entry;
  if (!enabled) return "off";
  const exceptions = `${except.length} exception${except.length === 1 ? "" : "s"}`;
  return [...Object.keys(others), ...(except.length > 0 ? [exceptions] : [])].join(", ") || null;
}
