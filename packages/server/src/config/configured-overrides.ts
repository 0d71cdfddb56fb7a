import type { RuleOverride } from "@mcm/engine";
import type { Overrides } from "../rules/overridden.js";
import { UsageError } from "../usage-error.js";
import type { LoadedConfig } from "./load-config.js";
import { readJson } from "./read-json.js";

/**
 * The overrides of a configuration; none where it says nothing of them.
 *
 * @throws {UsageError} for a file that cannot be read, or that holds no object.
 */
export async function configuredOverrides({ overrides = {}, file }: LoadedConfig): Promise<Overrides> {
  if (typeof overrides === "string") return readOverrides(overrides);
  return { entries: overrides, place: file ?? "the configuration", file: null };
}

/**
 * The overrides that a JSON file holds.
 *
 * @throws {UsageError} for one that cannot be read, or that holds no object.
 */
export async function readOverrides(file: string): Promise<Overrides> {
  const value = await readJson(file);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(
      `${file} holds no overrides; write an object by names of rules, as in { "login-failed": { "severity": "low" } }`,
    );
  }
  const { $schema: _, ...entries } = value as Readonly<Record<string, RuleOverride>>;
  return { entries, place: file, file };
}
