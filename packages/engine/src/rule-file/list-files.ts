import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, join, normalize } from "node:path";
import { messageOf } from "../errors.js";
import type { RuleProblem } from "./problem.js";

/** What lies in a folder: the rule files in the order of their paths, and what could not be looked into. */
export interface Listing {
  readonly files: readonly string[];
  readonly problems: readonly RuleProblem[];
}

/** What never holds rules, with all that is in it: hidden things, and those of editors and of npm. */
export function isForeign(path: string): boolean {
  return /^[.#~]|^node_modules$/.test(basename(path));
}

/**
 * Whether a file of a rules folder is a rule file by its name: `.json` or `.jsonc`, but no schema, no `package.json`,
 * and no copy that an editor or a person keeps (`x.bak.json`, `x~.json`).
 */
export function isRuleFile(path: string): boolean {
  const name = basename(path);
  if (isForeign(path) || !/\.jsonc?$/.test(name)) return false;
  return !/(\.(schema|tmp|temp|bak|orig|swp)|~)\.jsonc?$|^package(-lock)?\.json$/.test(name);
}

/** Lists a folder's rule files, however deep they lie; a file is listed as it is. Links are followed, but not in circles. */
export function listRuleFiles(path: string): Listing {
  const root = withoutSlash(path);
  const files: string[] = [];
  const problems: RuleProblem[] = [];
  const entered = new Set<string>();

  const enter = (folder: string): void => {
    const real = realpathSync(folder);
    if (entered.has(real)) return;
    entered.add(real);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const inner = join(folder, entry.name);
      if (!isForeign(inner)) attempt(inner, () => visit(inner, entry));
    }
  };
  const visit = (inner: string, entry: Dirent): void => {
    const isLink = entry.isSymbolicLink() && !isRuleFile(inner);
    // A link to nothing, or to itself, that is no rule file is nobody's mistake here.
    const what: Dirent | Stats | null = isLink ? statOrNull(inner) : entry;
    if (what?.isDirectory()) enter(inner);
    else if (isRuleFile(inner)) files.push(inner);
  };
  const attempt = (at: string, look: () => void): void => {
    try {
      look();
    } catch (error) {
      problems.push(unreadable(at, error));
    }
  };

  attempt(root, () => (statSync(root).isDirectory() ? enter(root) : files.push(root)));
  return { files: files.sort(byPath), problems };
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** A path as the paths below it begin. */
export const withoutSlash = (path: string): string => normalize(path).replace(/(?<=.)[\\/]+$/, "");

/** The order of files: that of their paths' code units, the same everywhere. */
export const byPath = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** That something could not be read, with what the system says of it. */
export function unreadable(file: string, error: unknown): RuleProblem {
  const { code } = error as NodeJS.ErrnoException;
  const fact =
    code === "ENOENT" ? "it is not there; create it, or correct the path" : `it cannot be read: ${messageOf(error)}`;
  return ofFile(file, "unreadable", fact);
}

/** That changes of a folder cannot be seen, with what the system says of it. */
export function unwatched(folder: string, error: unknown): RuleProblem {
  const remedy = "raise the system's limit on watched files, or set CHOKIDAR_USEPOLLING=1, and start again";
  return ofFile(folder, "unwatched", `it cannot be watched: ${messageOf(error)}; ${remedy}`);
}

/** A problem of a file as a whole. */
export function ofFile(file: string, id: string, message: string): RuleProblem {
  return { file, line: 1, column: 1, level: "error", id, message, rule_name: null };
}
