const archiveEnding = /\.(gz|zst|zstd)$/;

/** What is put into a name at rotation: a number, a date, or a word. */
const numbered = /^[._~-]?\d[\d._:TZ-]*$/;
const older = /^[._-](old|bak|prev|previous|orig)$/i;

/**
 * Whether a file's name is one that a log gets when it is rotated: `app.log.1`, `app.log-20250120.gz`,
 * `app-2025-01-20.log`, `app.1.log.zst` and `app.log.old` of `app.log`.
 */
export function isRotatedName(name: string, log: string): boolean {
  const bare = name.replace(archiveEnding, "");
  if (bare === log) return name !== log;
  const { stem, ending } = parts(log);
  const isMark = (mark: string): boolean => numbered.test(mark) || older.test(mark);
  if (bare.startsWith(log) && isMark(bare.slice(log.length))) return true;
  if (!bare.startsWith(stem) || !bare.endsWith(ending) || ending === "") return false;
  return isMark(bare.slice(stem.length, -ending.length));
}

/** Whether two files may be rotations of the same log, by their names: `app.log.1` and `app.log.2.gz`. */
export function areOfOneLog(one: string, other: string): boolean {
  return unmarked(one) === unmarked(other);
}

function unmarked(name: string): string {
  return name.replace(archiveEnding, "").replace(/[._~-](\d[\d._:TZ-]*|old|bak|prev|previous|orig)(?=\.|$)/gi, "");
}

function parts(log: string): { readonly stem: string; readonly ending: string } {
  const dot = log.lastIndexOf(".");
  return dot > 0 ? { stem: log.slice(0, dot), ending: log.slice(dot) } : { stem: log, ending: "" };
}
