import picomatch from "picomatch";

/** Which files a pattern means. */
export interface Glob {
  /** The folder in which they are, at any depth. */
  readonly folder: string;
  /** Whether it means a file, by its path from that folder on, with `/` between the names. */
  readonly matches: (path: string) => boolean;
  /** Whether files in a folder, by its path from there on, may be meant. */
  readonly entersFolder: (path: string) => boolean;
}

/** Whether a path is a pattern: `logs/*.ndjson`. */
export function isGlob(path: string): boolean {
  return picomatch.scan(path).isGlob;
}

/**
 * Reads a pattern: `*` and `?` within a name, `**` across folders, `{a,b}`, `[ab]`, `!(a)`. Names that begin with a dot
 * are meant only where the pattern has the dot.
 */
export function parseGlob(pattern: string): Glob {
  const { base, glob } = picomatch.scan(pattern);
  const parts = glob.split("/");
  // What has a slash in brackets does not come apart at slashes.
  const isFlat = parts.every((part) => picomatch.makeRe(part) && hasClosedBrackets(part));
  const levels = parts.slice(0, -1).map((part) => (part === "**" ? undefined : picomatch(part)));
  const anywhere = isFlat ? levels.indexOf(undefined) : 0;
  const matches = picomatch(glob);

  function entersFolder(path: string): boolean {
    const names = path.split("/");
    if (anywhere >= 0 && names.length > anywhere) names.length = anywhere;
    return names.length <= levels.length && names.every((name, level) => levels[level]?.(name) ?? true);
  }

  return { folder: base === "" ? "." : base, matches, entersFolder };
}

function hasClosedBrackets(part: string): boolean {
  const count = (bracket: string) => part.split(bracket).length;
  return count("{") === count("}") && count("(") === count(")") && count("[") === count("]");
}
