import { z } from "zod";
import { McmError } from "../errors.js";
import { type Severity, severitySchema } from "../event.js";
import { explainIssue } from "../explain-issue.js";
import type { JsonLogic } from "../json-logic.js";
import { conditionSchema, invalidRule, type KindOptions, type Rule } from "../rule.js";
import { wholeNumber } from "../whole-number.js";
import { didYouMean, likelyWord } from "./near-miss.js";

/** Events that a rule is to pass over. */
export interface RuleException {
  /** Which ones, as JSON-Logic over the event. */
  readonly when: JsonLogic;
  /** Why, for whoever reads it in a year. */
  readonly reason: string;
  /** Event time from which on it holds no more, ISO 8601; for ever when left out. */
  readonly until?: string | undefined;
}

/** What is to be different about a rule, without touching it. */
export type RuleOverride = {
  /** False switches it off. */
  readonly enabled?: boolean | undefined;
  readonly severity?: Severity | undefined;
  readonly risk_score?: number | undefined;
  readonly except?: readonly RuleException[] | undefined;
} & {
  /** Some of its kind's options: `threshold: { count: 20 }`. */
  readonly [Word in keyof KindOptions]?: Partial<NonNullable<KindOptions[Word]>> | undefined;
};

const exceptionSchema = z.strictObject({
  when: conditionSchema.refine((when) => typeof when !== "function", "is code; write it as JSON-Logic"),
  reason: z.string().min(1, "is empty; say why"),
  until: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: 'is neither a day nor a time; write it as "2026-12-31"',
    })
    .transform((written) => new Date(written).toISOString())
    .optional(),
});

const overrideSchema = z.looseObject({
  enabled: z.boolean().optional(),
  severity: severitySchema.optional(),
  risk_score: wholeNumber(0, 100).optional(),
  except: z.array(exceptionSchema).optional(),
});

type Checked = z.output<typeof overrideSchema>;

/**
 * Rules with what is to be different about them, by their names; those that are switched off are left out.
 *
 * @throws {McmError} `invalid_rule` for a name that no rule has, a kind that is not the rule's, or a value that is not
 * usable.
 * @example
 * ```ts
 * const burst = defineRule({
 *   name: "login-failed-burst",
 *   title: "Repeated failed logins",
 *   severity: "high",
 *   on: ["login_failed"],
 *   threshold: { count: 5, within: "10m", group_by: ["user"] },
 *   description: "{{user}} failed to log in {{count}} times in {{window}}",
 * });
 * const rules = overrideRules([burst], {
 *   "login-failed-burst": {
 *     severity: "medium",
 *     threshold: { count: 20 },
 *     except: [{ when: { "==": [{ var: "user" }, "load-test"] }, reason: "the load test", until: "2026-12-31" }],
 *   },
 * });
 * ```
 */
export function overrideRules(
  rules: readonly Rule[],
  overrides: Readonly<Record<string, RuleOverride>>,
): readonly Rule[] {
  const names = new Set(rules.map(({ name }) => name));
  for (const name of Object.keys(overrides)) {
    if (names.has(name)) continue;
    const guess = didYouMean(likelyWord(name, [...names]));
    throw new McmError("invalid_rule", `overrides: there is no rule ${JSON.stringify(name)}${guess}`);
  }
  return rules.flatMap((rule) => {
    const override = Object.hasOwn(overrides, rule.name) ? overrides[rule.name] : undefined;
    return override === undefined ? [rule] : overridden(rule, checked(rule, override));
  });
}

function checked(rule: Rule, override: RuleOverride): Checked {
  const result = overrideSchema.safeParse(override);
  if (result.success) return result.data;
  throw invalidRule(rule, `overrides: ${explainIssue(result.error, override, "an override")}`);
}

function overridden(rule: Rule, { enabled, severity, risk_score, except, ...words }: Checked): Rule[] {
  if (enabled === false) return [];
  const options = Object.fromEntries(Object.entries(words).map(([word, some]) => [word, merged(rule, word, some)]));
  return [
    {
      ...rule,
      ...(severity !== undefined && { severity }),
      ...(risk_score !== undefined && { risk_score }),
      ...options,
      ...(except !== undefined && except.length > 0 && { when: excepted(rule, except) }),
    },
  ];
}

function merged(rule: Rule, word: string, some: unknown): unknown {
  const own = (rule as unknown as Record<string, unknown>)[word];
  if (typeof own !== "object" || own === null || !isOption(word)) {
    throw invalidRule(
      rule,
      `overrides: "${word}" is nothing of this rule that can be different; see what kind it is of`,
    );
  }
  if (typeof some === "object" && some !== null && !Array.isArray(some)) return { ...own, ...some };
  throw invalidRule(rule, `overrides: "${word}" takes some of the kind's options, as in { "count": 20 }`);
}

/** Words of kinds are the fields that no rule has of itself. */
const isOption = (word: string): boolean => !["on", "when", "controls", "next_steps", "references"].includes(word);

function excepted(rule: Rule, exceptions: NonNullable<Checked["except"]>): JsonLogic {
  if (typeof rule.when === "function") {
    throw invalidRule(rule, 'overrides: its condition is code, so "except" can say nothing of it; change the code');
  }
  const some = exceptions.map(({ when, until }) => {
    const document = when as JsonLogic;
    return until === undefined ? document : { and: [document, { "<": [{ var: "timestamp" }, until] }] };
  });
  const none = { "!": [{ or: some }] };
  return (rule.when === undefined ? none : { and: [rule.when, none] }) as JsonLogic;
}
