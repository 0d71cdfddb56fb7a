import { z } from "zod";
import { McmError } from "./errors.js";
import { type NewEvent, type Severity, severities } from "./event.js";
import { explainIssue } from "./explain-issue.js";
import type { JsonLogic } from "./json-logic.js";
import { wholeNumber } from "./whole-number.js";

/** What a rule sees of an event: everything but the store's number for it. Frozen. */
export type RuleEvent<Type extends string = string> = NewEvent & { readonly event_type: Type };

/** A requirement of a framework: `SOC2:CC6.1`, `ISO27001:A.8.15`, `CIS:5.3`, `ATTACK:T1098`. */
export type Control = `${string}:${string}`;

/**
 * Options by kind: the word a rule carries and what stands behind it. A plugin kind adds its own:
 * `declare module "@mcm/engine" { interface KindOptions { burst: BurstOptions } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: each kind's file adds its word
export interface KindOptions {}

/** A condition in code. Pure: no clock, no I/O, not asynchronous. */
export type ConditionFunction<Type extends string = string> = {
  // As a method, so that a rule on some types is a rule.
  test(event: RuleEvent<Type>): boolean;
}["test"];

/** What an event is asked: in code, or as a JSON-Logic document over the event, true where its value is truthy. */
export type Condition<Type extends string = string> = ConditionFunction<Type> | JsonLogic;

/** A named condition on events, with a kind. At most one word of {@link KindOptions}; none means `match`. */
export interface Rule<Type extends string = string> extends Partial<KindOptions> {
  /** Unique, in kebab-case: `admin-granted`. Part of every finding's fingerprint. */
  readonly name: string;
  /** A few words for a list: `Admin role granted`. */
  readonly title: string;
  readonly severity: Severity;
  /** The event types it listens to; all when left out. */
  readonly on?: readonly Type[] | undefined;
  /**
   * The condition; every event that it listens to when left out. One that throws is reported, and the event counts
   * as not matching.
   */
  readonly when?: Condition<Type> | undefined;
  /** A sentence with `{{path}}` placeholders over the completing event and the kind's figures: `{{user}} failed {{count}} times in {{window}}`. */
  readonly description: string;
  /** 0–100; 21, 47, 73 or 99 for its severity by default. */
  readonly risk_score?: number | undefined;
  readonly controls?: readonly Control[] | undefined;
  /** Why it matters, and why it is of this severity. What is said for people, from here on, makes no other version of a rule. */
  readonly rationale?: string | undefined;
  /** What to do about a finding, in order. */
  readonly next_steps?: readonly string[] | undefined;
  /** What is commonly harmless about it, and how to tell. */
  readonly false_positives?: readonly string[] | undefined;
  /** Pages to read on, by their addresses. */
  readonly references?: readonly string[] | undefined;
  /** Of a rule in code: raise it when `when` changes its meaning without changing its text; by default its text counts. */
  readonly version?: string | undefined;
}

/** A condition; what a document says is checked when it is compiled. */
export const conditionSchema = z.custom<Condition>(
  (value) => (typeof value === "function" ? value.constructor.name === "Function" : isDocument(value)),
  "is no condition; it takes a synchronous function of the event, or a JSON-Logic document",
);

const isDocument = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

const prose = z.string().min(1, "is empty; leave it out").max(2000, "is longer than 2000 characters; shorten it");

/** The fields that every kind of rule has; a kind's own word stands beside them. */
export const ruleFields = z.looseObject({
  name: z
    .string()
    .max(100, "is longer than 100 characters; shorten it")
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not kebab-case; write it as "admin-granted"'),
  title: z.string().min(1, "is empty; give it a few words").max(200, "is longer than 200 characters; shorten it"),
  severity: z.enum(severities),
  on: z.array(z.string()).min(1, "is empty; leave it out to listen to every event type").optional(),
  when: conditionSchema.optional(),
  description: z.string().min(1, "is empty; say what happened").max(2000, "is longer than 2000 characters; shorten it"),
  risk_score: wholeNumber(0, 100).optional(),
  controls: z.array(z.string().regex(/^[A-Z0-9]+:\S+$/, 'is not a control; write it as "SOC2:CC6.1"')).optional(),
  rationale: prose.optional(),
  next_steps: z.array(prose).optional(),
  false_positives: z.array(prose).optional(),
  references: z
    .array(z.url({ protocol: /^https?$/, error: 'is not the address of a page; write it as "https://…"' }))
    .optional(),
  version: z.string().optional(),
});

/** The fields that are for people alone: they decide nothing about what is found. */
export const guidanceFields = ["rationale", "next_steps", "false_positives", "references"] as const;

/**
 * A rule in code, checked by the compiler and at once; returns it unchanged. `on` narrows the type of `event_type`.
 *
 * @throws {McmError} `invalid_rule`, naming the rule, the field, what it was and what is taken.
 * @example
 * ```ts
 * const adminGranted = defineRule({
 *   name: "admin-granted",
 *   title: "Admin role granted",
 *   severity: "high",
 *   on: ["role_changed"],
 *   when: (event) => event.raw_data.new_role === "admin",
 *   description: "{{user}} was made admin by {{raw_data.actor}}",
 *   controls: ["SOC2:CC6.3"],
 * });
 * ```
 */
export function defineRule<const Type extends string>(rule: Rule<Type>): Rule<Type> {
  checkRuleFields(rule);
  return rule;
}

/** @throws {McmError} `invalid_rule` */
export function checkRuleFields(rule: Rule): void {
  const result = ruleFields.safeParse(rule);
  if (!result.success) throw invalidRule(rule, explainIssue(result.error, rule, "a rule"));
}

/** The error that a wrong rule is refused with. */
export function invalidRule(rule: Pick<Rule, "name">, fact: string): McmError {
  return new McmError("invalid_rule", `rule ${JSON.stringify(rule.name ?? "(unnamed)")}: ${fact}`);
}
