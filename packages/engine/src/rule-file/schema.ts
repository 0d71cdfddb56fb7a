import { z } from "zod";
import type { Kind } from "../kind.js";
import { type KindOptions, ruleFields } from "../rule.js";
import { casesSchema, type RuleFileCases } from "./cases.js";

const { name, title, severity, on, when, description, risk_score, controls, version } = ruleFields.shape;
const { rationale, next_steps, false_positives, references } = ruleFields.shape;

/** What a rule file says, but for its kind. */
const fields = z.strictObject({
  $schema: z
    .string()
    .optional()
    .meta({ description: "Path of rule.schema.json, for editors.", examples: ["./rule.schema.json"] }),
  name: name.meta({
    description: "Unique, in kebab-case. Part of every finding's identity: a new name makes new findings.",
    examples: ["login-failed-burst"],
  }),
  title: title.meta({ description: "A few words for a list.", examples: ["Repeated failed logins"] }),
  severity: severity.meta({ description: "How grave a finding is.", examples: ["high"] }),
  on: on.meta({
    description: "The event types that the rule listens to; all when left out.",
    examples: [["login_failed"]],
  }),
  when: when.meta({
    description: "What an event is asked, as JSON-Logic; every event that the rule listens to when left out.",
    examples: [{ "==": [{ var: "raw_data.new_role" }, "admin"] }],
  }),
  description: description.meta({
    description:
      "What happened, as a sentence. {{path}} stands for a value: a field of the event, a raw_data.… path, or a figure of the kind such as {{count}} and {{window}}.",
    examples: ["{{user}} failed to log in {{count}} times in {{window}}"],
  }),
  risk_score: risk_score.meta({
    description: "0 to 100; by default 21, 47, 73 or 99 for low, medium, high or critical.",
    examples: [60],
  }),
  controls: controls.meta({
    description: "Requirements of frameworks that the rule watches over.",
    examples: [["SOC2:CC6.1", "ISO27001:A.8.15", "CIS:5.3", "ATTACK:T1098"]],
  }),
  rationale: rationale.meta({
    description: "Why it matters, and why it is of this severity.",
    examples: ["Whoever may push to every branch can change what is released without anybody looking."],
  }),
  next_steps: next_steps.meta({
    description: "What to do about a finding, in order.",
    examples: [["Ask the person who did it.", "Put the protection back."]],
  }),
  false_positives: false_positives.meta({
    description: "What is commonly harmless about it, and how to tell.",
    examples: [["A repository that is being archived."]],
  }),
  references: references.meta({
    description: "Pages to read on.",
    examples: [["https://attack.mitre.org/techniques/T1098/"]],
  }),
  version: version.meta({ description: "For your own reckoning; a change of it makes a new version of the rule." }),
});

/** A rule as a JSON document: its fields, at most one kind's word, and its tests. */
export type RuleDocument = z.input<typeof fields> & Partial<KindOptions> & { readonly tests?: RuleFileCases };

/** The schema of rule documents with these kinds. Whoever does not need the tests leaves them unlooked at. */
export function ruleDocumentSchema(kinds: readonly Kind[], { tests }: { readonly tests: boolean }) {
  const words = Object.fromEntries(kinds.map(({ word, options }) => [word, z.optional(options)]));
  return fields.extend({ ...words, tests: tests ? casesSchema.optional() : z.unknown().optional() });
}

/** A part of a schema, as far as it can be looked into; undefined beyond. */
export function partAt(schema: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((part, key) => {
    const inner = unwrapped(part);
    if (inner instanceof z.ZodObject) return inner.shape[key as string];
    return inner instanceof z.ZodArray ? inner.element : undefined;
  }, schema);
}

/** The fields of the object that a part of a schema takes; none where it takes something else. */
export function fieldsOf(part: unknown): string[] {
  const inner = unwrapped(part);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** What a part takes, as an example of it. */
export function exampleOf(part: unknown): unknown {
  const described = [part, unwrapped(part)].filter((one) => one instanceof z.ZodType);
  return described.map((one) => one.meta()?.examples).find(Array.isArray)?.[0];
}

const unwrapped = (part: unknown): unknown => (part instanceof z.ZodOptional ? part.unwrap() : part);
