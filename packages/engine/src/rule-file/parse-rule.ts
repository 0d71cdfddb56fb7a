import { McmError } from "../errors.js";
import { invalidRule, type Rule } from "../rule.js";
import { type FaultFinder, faultFinder, type RuleVocabulary } from "./find-faults.js";
import type { RuleDocument } from "./schema.js";
import { valueAt } from "./schema-faults.js";

const plainFinder = faultFinder({}, "rule");

/**
 * The rule that a JSON document is, checked; its `tests` and `$schema` are left out, and not looked at.
 *
 * @param vocabulary Kinds and operators beside the built-in ones.
 * @throws {McmError} `invalid_rule`, with a line for each thing that is wrong: the path, what was found, what is taken.
 * @example
 * ```ts
 * const rule = parseRule({
 *   name: "admin-granted",
 *   title: "Admin role granted",
 *   severity: "high",
 *   on: ["role_changed"],
 *   when: { "==": [{ var: "raw_data.new_role" }, "admin"] },
 *   description: "{{user}} was made admin",
 * });
 * ```
 */
export function parseRule(document: unknown, vocabulary?: RuleVocabulary): Rule {
  const find: FaultFinder = vocabulary ? faultFinder(vocabulary, "rule") : plainFinder;
  const errors = find(document).faults.filter(({ level }) => level === "error");
  if (errors.length === 0) return ruleOf(document as RuleDocument);
  const name = nameOf(document);
  const facts = errors.map(({ message }) => message).join("\n");
  throw name === null ? new McmError("invalid_rule", facts) : invalidRule({ name }, facts);
}

/** The rule that a faultless document is. */
export function ruleOf({ $schema: _, tests: __, ...rule }: RuleDocument): Rule {
  return rule as Rule;
}

/** The name that a document gives its rule. */
export function nameOf(document: unknown): string | null {
  const name = valueAt(document, ["name"]);
  return typeof name === "string" ? name : null;
}
