import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { breather } from "../breather.js";
import { maximumSize, oversize, type RuleFile, type TextChecker } from "./check.js";
import { ofFile, unreadable } from "./list-files.js";
import type { RuleProblem } from "./problem.js";

/**
 * Reads and checks some files, in slices of a few milliseconds between which others have their turn. Reading is
 * synchronous: for many small files that takes a seventh of the time.
 */
export async function readRuleFiles(files: Iterable<string>, check: TextChecker): Promise<RuleFile[]> {
  const breathe = breather();
  const read: RuleFile[] = [];
  for (const file of files) {
    read.push(readRuleFile(file, check));
    await breathe();
  }
  return read;
}

/** Reads and checks a file; one that cannot be read has that as its problem. */
export function readRuleFile(file: string, check: TextChecker): RuleFile {
  try {
    const bytes = bytesOf(file);
    return bytes === null ? failed(ofFile(file, oversize.id, oversize.message)) : check(decoder.decode(bytes), file);
  } catch (error) {
    const isText =
      error instanceof TypeError && (error as NodeJS.ErrnoException).code === "ERR_ENCODING_INVALID_ENCODED_DATA";
    return failed(
      isText
        ? ofFile(file, "encoding", "the file is not in UTF-8; save it with that encoding")
        : unreadable(file, error),
    );
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A file's bytes; null where there are too many. */
function bytesOf(file: string): Uint8Array | null {
  // Without waiting, where it is a pipe that nobody writes to.
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error("it is no file");
    if (stats.size > maximumSize) return null;
    const bytes = new Uint8Array(stats.size);
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(descriptor, bytes, filled, bytes.length - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}

const failed = (problem: RuleProblem): RuleFile => ({
  file: problem.file,
  rule: null,
  tests: null,
  problems: [problem],
});
