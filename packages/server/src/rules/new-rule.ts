import { realpathSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { EventInput, JsonObject, Rule } from "@mcm/engine";
import type { RuleFile } from "@mcm/engine/files";

/** The kinds that a new rule may have. */
export const newRuleKinds = [
  "match",
  "dedup",
  "threshold",
  "distinct",
  "new_value",
  "rare",
  "sequence",
  "absence",
] as const;

/** A kind that a new rule may have. */
export type NewRuleKind = (typeof newRuleKinds)[number];

/** What a new rule is to be. */
export interface NewRule {
  readonly name: string;
  readonly title: string;
  readonly severity: Rule["severity"];
  readonly kind: NewRuleKind;
  /** The event types it listens to, at least one. */
  readonly on: readonly [string, ...string[]];
  /** The kind's own by default. */
  readonly description?: string | undefined;
  readonly controls: readonly string[];
}

/** The JSON Schema of rule files, where it lies below the current folder: a path beyond it would hold on no other machine. */
function schemaFor(file: string): string | undefined {
  const schema = realpathSync(fileURLToPath(import.meta.resolve("@mcm/engine/rule.schema.json")));
  if (relative(realpathSync("."), schema).startsWith("..")) return undefined;
  const path = relative(dirname(resolve(file)), schema).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

/** The text of a rule file that checks and whose tests pass: a rule to go on from, with each kind's usual options. `file` is where it is to be. */
export function newRuleText({ name, title, severity, kind, on, description, controls }: NewRule, file: string): string {
  const draft = drafts[kind](on);
  const $schema = schemaFor(file);
  const document = {
    ...($schema && { $schema }),
    name,
    title,
    severity,
    on: draft.on ?? on,
    ...draft.rule,
    description: description ?? draft.description,
    ...(controls.length > 0 && { controls }),
    tests: draft.tests,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What a kind brings to a new rule. */
interface Draft {
  /** The condition and the kind's options. */
  readonly rule: JsonObject;
  /** Where the kind listens to more than it was told. */
  readonly on?: readonly string[];
  readonly description: string;
  readonly tests: NonNullable<RuleFile["tests"]>;
}

const withUser = { "!=": [{ var: "user" }, null] };
const byUser = { group_by: ["user"] };

/** An event of ada's so many minutes after a Monday's nine o'clock; `id` tells apart what comes together. */
function at(minute: number, event_type: string, raw_data?: JsonObject): EventInput {
  const timestamp = new Date(Date.UTC(2025, 0, 20, 9, minute)).toISOString();
  const external_id = `${event_type}-${minute}`;
  return { external_id, source: "example", timestamp, user: "ada", event_type, ...(raw_data && { raw_data }) };
}

const day = 24 * 60;

const drafts: Readonly<Record<NewRuleKind, (on: NewRule["on"]) => Draft>> = {
  match: ([type]) => ({
    rule: { when: withUser },
    description: `{{user}} did ${type}`,
    tests: {
      hits: [{ name: "somebody did it", events: [at(0, type)], finds: [{ user: "ada" }] }],
      misses: [{ name: "nobody is named", events: [{ ...at(0, type), user: null }] }],
    },
  }),
  dedup: ([type]) => ({
    rule: { when: withUser, dedup: { quiet: "1h", ...byUser } },
    description: `{{user}} did ${type} {{count}} times`,
    tests: {
      hits: [
        {
          name: "twice within the hour, and once much later",
          events: [at(0, type), at(30, type), at(180, type)],
          finds: [{ event_count: 2 }, { event_count: 1 }],
        },
      ],
      misses: [{ name: "nobody is named", events: [{ ...at(0, type), user: null }] }],
    },
  }),
  threshold: ([type]) => ({
    rule: { threshold: { count: 5, within: "10m", ...byUser } },
    description: `{{user}} did ${type} {{count}} times in {{window}}`,
    tests: {
      hits: [
        {
          name: "five in ten minutes",
          events: [0, 1, 2, 3, 4].map((minute) => at(minute, type)),
          finds: [{ user: "ada", event_count: 5 }],
        },
      ],
      misses: [{ name: "spread over an hour", events: [0, 12, 24, 36, 48].map((minute) => at(minute, type)) }],
    },
  }),
  distinct: ([type]) => ({
    rule: { distinct: { field: "raw_data.ip", count: 3, within: "1h", ...byUser } },
    description: `{{user}} did ${type} from many addresses within {{window}}`,
    tests: {
      hits: [
        {
          name: "from three addresses in an hour",
          events: [1, 2, 3].map((n) => at(n, type, { ip: `192.0.2.${n}` })),
          finds: [{ user: "ada" }],
        },
      ],
      misses: [
        { name: "from one address", events: [1, 2, 3].map((n) => at(n, type, { ip: "192.0.2.1" })) },
        { name: "on three days", events: [1, 2, 3].map((n) => at(n * day, type, { ip: `192.0.2.${n}` })) },
      ],
    },
  }),
  new_value: ([type]) => ({
    rule: { new_value: { fields: ["raw_data.country"], history: "90d", learn: "7d", ...byUser } },
    description: `{{user}} did ${type} from {{raw_data.country}} for the first time`,
    tests: {
      hits: [
        {
          name: "another country after a week at home",
          events: [at(0, type, { country: "GB" }), at(8 * day, type, { country: "BR" })],
          finds: [{ user: "ada" }],
        },
      ],
      misses: [
        {
          name: "another country while still learning",
          events: [at(0, type, { country: "GB" }), at(day, type, { country: "BR" })],
        },
        { name: "at home again", events: [at(0, type, { country: "GB" }), at(8 * day, type, { country: "GB" })] },
      ],
    },
  }),
  rare: ([type]) => ({
    rule: { rare: { field: "raw_data.action", at_most: 1, within: "30d", after: 5 } },
    description: `{{user}} did ${type} with the rare action {{raw_data.action}}`,
    tests: {
      hits: [
        {
          name: "something else after much of the same",
          events: [1, 2, 3, 4, 5].map((n) => at(n, type, { action: n < 5 ? "view" : "export" })),
          finds: [{ user: "ada" }],
        },
      ],
      misses: [{ name: "always the same", events: [1, 2, 3, 4, 5].map((n) => at(n, type, { action: "view" })) }],
    },
  }),
  sequence: ([first, second = `${first}_again`]) => ({
    on: [first, second],
    rule: {
      sequence: {
        steps: [{ "==": [{ var: "event_type" }, first] }, { "==": [{ var: "event_type" }, second] }],
        within: "15m",
        ...byUser,
      },
    },
    description: `{{user}} did ${first} and then ${second} within {{window}}`,
    tests: {
      hits: [{ name: "one, then the other", events: [at(0, first), at(5, second)], finds: [{ user: "ada" }] }],
      misses: [
        { name: "the other way round", events: [at(0, second), at(5, first)] },
        { name: "too far apart", events: [at(0, first), at(20, second)] },
      ],
    },
  }),
  absence: ([type]) => ({
    rule: { absence: { every: "1d" } },
    description: `no ${type} for longer than {{window}}`,
    tests: {
      hits: [{ name: "silent for two days", events: [at(0, type), at(2 * day, "something_else")] }],
      misses: [{ name: "twice a day", events: [at(0, type), at(day / 2, type), at(day, type)] }],
    },
  }),
};
