import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { McmError } from "@mcm/engine";
import { unreadable } from "../open.js";
import { type FileKind, type FileStatus, statusAt } from "./file-status.js";
import { type Glob, isGlob, parseGlob } from "./glob.js";

/** A file that was found, with its size in bytes. */
export interface ListedFile extends FileStatus {
  /** Whether it was found in a folder, so that it need not hold records. */
  readonly isAmong: boolean;
}

/** How to list files. */
export interface ListOptions {
  /** Told of each path that leads nowhere, and of each file or folder that cannot be looked at; the others come. */
  readonly onProblem: (path: string, problem: McmError) => void;
  /** Whether a path need not lead anywhere by now; false by default. */
  readonly mayBeMissing?: boolean | undefined;
}

/** Files that are asked for at a time. */
const atOnce = 32;

/**
 * The files of some paths: files, folders with all below them, and globs. They come in the order of the paths, those of a
 * folder in the order of their names, each once. Of folders and globs only files come: no pipes or devices, and nothing
 * whose name begins with a dot. Links are followed, but not in circles.
 */
export async function* listFiles(paths: readonly string[], options: ListOptions): AsyncGenerator<ListedFile> {
  const seen = new Set<string>();
  for (const path of paths) {
    for await (const file of listPath(path, options)) {
      const key = file.id ?? file.path;
      if (!seen.has(key)) yield file;
      seen.add(key);
    }
  }
}

async function* listPath(path: string, options: ListOptions): AsyncGenerator<ListedFile> {
  const found = await look(path, () => undefined);
  if (!found && isGlob(slashed(path))) {
    const glob = parseGlob(slashed(path));
    if (await look(glob.folder, () => undefined)) yield* walk(glob.folder, { ...options, glob });
  } else if (found?.kind === "folder") yield* walk(path, options);
  else if (found?.kind === "file") yield { ...found, isAmong: false };
  else if (found) options.onProblem(path, noFile(path));
  else if (!options.mayBeMissing) await look(path, options.onProblem);
}

/** Patterns are written with slashes, also where paths are not. */
const slashed = (path: string): string => (sep === "/" ? path : path.replaceAll(sep, "/"));

function noFile(path: string): McmError {
  return new McmError("invalid_source", `cannot read "${path}": it is a pipe or a device; give it to "mcm ingest"`);
}

type Found = FileStatus & { readonly kind: FileKind };

async function look(path: string, onProblem: ListOptions["onProblem"]): Promise<Found | undefined> {
  try {
    return await statusAt(path);
  } catch (error) {
    onProblem(path, unreadable(path, error));
    return undefined;
  }
}

interface Walk extends ListOptions {
  readonly glob?: Glob | undefined;
}

interface Place {
  readonly folder: string;
  /** The path from the first folder on. */
  readonly below: readonly string[];
  /** The folders around it, which a link may lead back to. */
  readonly around: readonly (string | null)[];
}

async function* walk(root: string, options: Walk): AsyncGenerator<ListedFile> {
  yield* walkFolder({ folder: root, below: [], around: [(await look(root, options.onProblem))?.id ?? null] }, options);
}

async function* walkFolder({ folder, below, around }: Place, options: Walk): AsyncGenerator<ListedFile> {
  const names = (await namesIn(folder, options)).filter((name) => mayBeMeant([...below, name], options.glob));
  for (let from = 0; from < names.length; from += atOnce) {
    const some = names.slice(from, from + atOnce);
    const found = await Promise.all(some.map((name) => look(join(folder, name), ignoreVanished(options.onProblem))));
    for (const [index, one] of found.entries()) {
      const path = [...below, some[index] ?? ""];
      if (one?.kind === "file" && isMeant(path, options.glob)) yield { ...one, isAmong: !options.glob };
      if (one?.kind !== "folder" || around.includes(one.id ?? one.path)) continue;
      yield* walkFolder({ folder: one.path, below: path, around: [...around, one.id ?? one.path] }, options);
    }
  }
}

const isHidden = (name: string): boolean => name.startsWith(".");

/** Whether it may be meant, be it a file or a folder. */
function mayBeMeant(path: readonly string[], glob: Glob | undefined): boolean {
  const joined = path.join("/");
  return glob ? glob.matches(joined) || glob.entersFolder(joined) : !isHidden(path.at(-1) ?? "");
}

function isMeant(path: readonly string[], glob: Glob | undefined): boolean {
  return glob?.matches(path.join("/")) ?? true;
}

/** By their bytes in UTF-16, which depends on no language. */
async function namesIn(folder: string, { onProblem }: ListOptions): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    ignoreVanished(onProblem)(folder, unreadable(folder, error));
    return [];
  }
}

/** What was there a moment ago and is no more concerns nobody; a link that leads nowhere is such a thing too. */
function ignoreVanished(onProblem: ListOptions["onProblem"]): ListOptions["onProblem"] {
  return (path, problem) => {
    const { cause } = problem;
    const isGone = cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ELOOP");
    if (!isGone) onProblem(path, problem);
  };
}
