import { resolve } from "node:path";
import { McmError, type Source, type SourceFactory } from "@mcm/engine";
import type { z } from "zod";
import { messageOf } from "../message-of.js";
import { UsageError } from "../usage-error.js";
import { isEntry, type SourceEntry } from "./config.js";
import type { LoadedConfig } from "./load-config.js";
import { withReferences } from "./references.js";

/**
 * Makes the sources of a configuration.
 *
 * @throws {UsageError} for a sort that is not to be had, or options that are not usable.
 */
export async function configuredSources(
  { sources = [], folder, file }: LoadedConfig,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<readonly Source[]> {
  const made: Source[] = [];
  for (const [index, source] of sources.entries()) {
    if (!isEntry(source)) made.push(source);
    else made.push(await makeSource(source, { folder, environment, index }).catch((error) => refuse(error, file)));
  }
  return made;
}

interface Place {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly index: number;
}

async function makeSource(entry: SourceEntry, { folder, environment, index }: Place): Promise<Source> {
  const { use, ...options } = withReferences(entry, environment, `sources[${index}]`) as SourceEntry;
  const make = typeof use === "string" ? await sortCalled(use, folder) : use;
  return make(options);
}

async function sortCalled(use: string, folder: string): Promise<SourceFactory<z.ZodType>> {
  // Loaded here, as most commands pull nothing.
  const ours = sortsIn(await import("@mcm/sources"));
  const own = ours.find(({ sort }) => sort === use);
  if (own) return own;
  const isPath = use.startsWith(".") || use.startsWith("/");
  const { importAs, resolvePackage } = await import("./import-module.js");
  const file = isPath ? resolve(folder, use) : resolvePackage(use, folder);
  if (file === null) {
    const known = ours
      .map(({ sort }) => sort)
      .sort()
      .join(", ");
    throw new UsageError(
      `there is no sort of source "${use}"; there are ${known}, modules by their path, and packages that are installed`,
    );
  }
  const sorts = sortsIn(await importAs(file));
  const [only, ...others] = sorts;
  if (!only) throw new UsageError(`"${use}" exports no sort of source; export what defineSource gives`);
  if (others.length > 0) {
    throw new UsageError(
      `"${use}" exports several sorts of source, ${sorts.map(({ sort }) => sort).join(", ")}; split it up`,
    );
  }
  return only;
}

/** The sorts of source that a module exports, by whatever names. */
function sortsIn(module: object): SourceFactory<z.ZodType>[] {
  const isSort = (value: unknown): value is SourceFactory<z.ZodType> =>
    typeof value === "function" && "sort" in value && "options" in value;
  return [...new Set(Object.values(module).filter(isSort))];
}

function refuse(error: unknown, file: string | undefined): never {
  if (!(error instanceof UsageError || error instanceof McmError)) throw error;
  throw new UsageError(`${file ?? "configuration"}: ${messageOf(error)}`);
}
