import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { isPostgres } from "../command/database-path.js";
import { messageOf } from "../message-of.js";
import { UsageError } from "../usage-error.js";
import { type Config, configFault, configSchema } from "./config.js";
import { readJson } from "./read-json.js";
import { withReferences } from "./references.js";

/** Looked for in this order. */
const names = ["mcm.config.ts", "mcm.config.mts", "mcm.config.js", "mcm.config.mjs", "mcm.config.json"];

/** A configuration, and where it came from. */
export interface LoadedConfig extends Config {
  /** Its file; undefined where there is none. */
  readonly file: string | undefined;
  /** The folder that its paths are relative to. */
  readonly folder: string;
}

/**
 * Reads the configuration at `path`, else the one in the current folder, else gives an empty one. Paths in it are
 * relative to its folder.
 *
 * @throws {UsageError} for a file that is not there or cannot be read, or a value that is not usable; never with a secret.
 */
export async function loadConfig(path: string | undefined, environment: NodeJS.ProcessEnv): Promise<LoadedConfig> {
  const file = path === undefined ? names.map((name) => resolve(name)).find(existsSync) : resolve(path);
  if (file === undefined) return { file, folder: resolve(".") };
  if (!existsSync(file)) {
    throw new UsageError(
      `there is no configuration ${JSON.stringify(path)}; correct --config, or make one with "mcm init"`,
    );
  }
  const folder = dirname(file);
  const given = file.endsWith(".json") ? asObject(await readJson(file), file) : await importModule(file);
  try {
    // Those of sources wait until these are made: a command that only reads needs none of their secrets.
    const { $schema: _, sources, ...rest } = given as Record<string, unknown>;
    const values = { ...(withReferences(rest, environment) as object), ...(sources !== undefined && { sources }) };
    const result = configSchema.safeParse(values);
    if (!result.success) throw new UsageError(configFault(result.error));
    const config = result.data as Config;
    return {
      ...config,
      db: atFolder(config.db, folder),
      rules: config.rules?.map((one) => fromHere(folder, one)),
      overrides: typeof config.overrides === "string" ? fromHere(folder, config.overrides) : config.overrides,
      file,
      folder,
    };
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${file}: ${error.message}`) : error;
  }
}

/** A path of the configuration, as one would write it in the current folder. */
const fromHere = (folder: string, path: string): string => relative(".", resolve(folder, path)) || ".";

function atFolder(db: string | undefined, folder: string): string | undefined {
  if (db === undefined || db === ":memory:" || isPostgres(db) || isAbsolute(db)) return db;
  return join(folder, db);
}

/**
 * Runs a module in TypeScript or JavaScript. What it imports of ours is this very program's, so that one need not install
 * it beside the file.
 */
async function importModule(file: string): Promise<object> {
  const { importAs } = await import("./import-module.js");
  const module = await importAs(file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be loaded: ${messageOf(error).split("\n")[0]}`, { cause: error });
  });
  return asObject(module.default, file, "as its default export");
}

function asObject(value: unknown, file: string, where = "in it"): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`${file} has no configuration ${where}; begin with the one that "mcm init" makes`);
}
