import { durationSchema, type Retention, type RuleOverride, type Source, type SourceFactory } from "@mcm/engine";
import { z } from "zod";

/** A source as it is written down: what sort it is, and its options. */
export interface SourceEntry {
  /** A sort of ours (`file`, `github`, …), the path of a module that exports one (`./door.ts`), a package's name, or a sort itself. */
  readonly use: string | SourceFactory<z.ZodType>;
  /** Its own options, and `name` and `every`. */
  readonly [option: string]: unknown;
}

/** What `mcm.config.ts` or `mcm.config.json` holds. Texts may hold `${NAME}`, which stands for a variable of the environment. */
export interface Config {
  /** The path of a SQLite file, or a `postgres://` URL; `mcm.db` by default. */
  readonly db?: string | undefined;
  /** Folders of rule files, beside the built-in rules. */
  readonly rules?: readonly string[] | undefined;
  /**
   * What is to be different about rules, built-in ones and those of files, by their names; or the path of a JSON file that
   * says so, which `mcm serve` follows.
   */
  readonly overrides?: string | Readonly<Record<string, RuleOverride>> | undefined;
  /** What is pulled, and what may push. */
  readonly sources?: readonly (Source | SourceEntry)[] | undefined;
  /** How long events and findings are kept; for ever when left out. */
  readonly retention?: Retention | undefined;
}

/**
 * A configuration, checked by the compiler; returns it unchanged.
 *
 * @example
 * ```ts
 * import { defineConfig } from "@mcm/server";
 *
 * export default defineConfig({
 *   rules: ["./rules"],
 *   sources: [{ use: "file", path: "/var/log/app/*.ndjson" }],
 *   retention: { events: "180d" },
 * });
 * ```
 */
export function defineConfig(config: Config): Config {
  return config;
}

const isSource = (value: unknown): value is Source =>
  typeof value === "object" && value !== null && typeof (value as Partial<Source>).normalize === "function";

const isFactory = (value: unknown): value is SourceEntry["use"] => typeof value === "function" && "sort" in value;

/** Whether a source is written down, and not made yet. */
export const isEntry = (value: unknown): value is SourceEntry => {
  const use = typeof value === "object" && value !== null ? (value as { readonly use?: unknown }).use : undefined;
  return (typeof use === "string" && use !== "") || isFactory(use);
};

const takes = (what: string) => ({ error: `takes ${what}` });

const isOverrides = (value: unknown): value is NonNullable<Config["overrides"]> =>
  typeof value === "string" ? value !== "" : typeof value === "object" && value !== null && !Array.isArray(value);

/** {@link Config}, with nothing in it that is no part of one. Sources check their own options, the engine overrides and retention. */
export const configSchema = z.strictObject({
  db: z.string(takes("the path of a database file, or a postgres:// URL")).min(1, "is empty; leave it out").optional(),
  rules: z.array(z.string(takes("the path of a folder")), takes('a list of folders, as in ["./rules"]')).optional(),
  overrides: z
    .custom<NonNullable<Config["overrides"]>>(
      isOverrides,
      'takes the path of a JSON file, or an object by names of rules, as in { "login-failed": { "severity": "low" } }',
    )
    .optional(),
  sources: z
    .array(
      z.custom<Source | SourceEntry>(
        (value) => isSource(value) || isEntry(value),
        'takes { "use": "file", … } with the sort of source, or a source',
      ),
      takes('a list of sources, as in [{ "use": "file", "path": "audit.log" }]'),
    )
    .optional(),
  retention: z
    .strictObject(
      { events: durationSchema, findings: durationSchema.optional() },
      takes('ages, as in { "events": "180d", "findings": "2y" }'),
    )
    .optional(),
});

/** What is wrong with a configuration, in one line, without a value: it may be a secret. */
export function configFault({ issues }: z.ZodError): string {
  return issues
    .map((issue) => {
      const place = issue.path.reduce<string>(
        (before, key) =>
          typeof key === "number" ? `${before}[${key}]` : [before, String(key)].filter(Boolean).join("."),
        "",
      );
      if (issue.code !== "unrecognized_keys") return `"${place}" ${issue.message}`;
      const known = place === "" ? Object.keys(configSchema.shape) : ["events", "findings"];
      const names = issue.keys.map((key) => `"${[place, key].filter(Boolean).join(".")}"`);
      return `${names.join(", ")} ${names.length === 1 ? "is" : "are"} no part of a configuration; it takes ${known.join(", ")}`;
    })
    .join("; ");
}
