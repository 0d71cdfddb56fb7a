import { statSync } from "node:fs";
import type { Rule } from "../rule.js";
import { type RuleFile, textChecker } from "./check.js";
import { type ClaimsChange, createClaims } from "./claims.js";
import type { RuleVocabulary } from "./find-faults.js";
import { unwatched, withoutSlash } from "./list-files.js";
import { listAll, nameTaken } from "./load.js";
import type { RuleProblem } from "./problem.js";
import { readRuleFiles } from "./read-files.js";
import { watchRoot } from "./watch-root.js";

/** How long changes are gathered before they are looked at, in milliseconds. */
const gathering = 80;

/** After how long a file that went, or that cannot be parsed, is looked at again before that counts. */
const secondLook = 300;

/** What changed in watched folders. */
export interface RuleChange extends ClaimsChange {
  /** All rules as they are now, in the order of their paths; those that did not change are the same objects as before. */
  readonly rules: readonly Rule[];
}

/** How rule files are watched. */
export interface WatchRulesOptions extends RuleVocabulary {
  /** Told of each change after the first reading, and of what is wrong with the files that changed. Must not throw. */
  readonly onChange: (change: RuleChange) => void;
}

/** Folders being watched. */
export interface RuleWatch {
  /** The rules as they are now, in the order of their paths. */
  readonly rules: readonly Rule[];
  /** All that is wrong with the files now. */
  readonly problems: readonly RuleProblem[];
  /** Ends the watching; nothing is told any more. */
  readonly close: () => Promise<void>;
}

/**
 * Loads the rules of a folder, or of several folders and files, and goes on with what happens to them. An edited file
 * counts within a second, and of a broken edit the last good version stays; a deleted file retires its rule. Of two
 * files with rules of one name the first keeps it. A folder may appear later. Only what changed is read again.
 */
export async function watchRules(
  paths: string | readonly string[],
  { onChange, ...vocabulary }: WatchRulesOptions,
): Promise<RuleWatch> {
  const roots = [paths].flat().map(withoutSlash);
  const check = textChecker(vocabulary, "rule");
  const claims = createClaims(nameTaken);
  const waiting = new Set<string>();
  const seenOnce = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  let inFolders: readonly RuleProblem[] = [];
  let blindness: readonly RuleProblem[] = [];
  let isClosed = false;
  let turn = Promise.resolve();

  const ends = await Promise.all(
    roots.map((root) =>
      watchRoot(root, { onFile: notice, onRoot: noticeAll, onError: (error) => onError(root, error) }),
    ),
  );
  turn = turn.then(async () => {
    const listing = listAll(roots);
    inFolders = listing.problems;
    claims.update(await readRuleFiles(listing.files, check), []);
  });
  await turn;

  return {
    get rules() {
      return claims.rules();
    },
    get problems() {
      return [...blindness, ...inFolders, ...claims.problems()];
    },
    close: async () => {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(ends.map((end) => end()));
      await turn;
    },
  };

  function notice(path: string): void {
    if (waiting.size === 0) later(lookAtWaiting, gathering);
    waiting.add(path);
  }

  function noticeAll(): void {
    const listing = listAll(roots);
    inFolders = listing.problems;
    for (const file of [...listing.files, ...claims.files()]) notice(file);
  }

  function onError(root: string, error: unknown): void {
    // One error for each file is the rule where a limit is reached; the first says it all.
    if (blindness.some(({ file }) => file === root)) return;
    const problem = unwatched(root, error);
    blindness = [...blindness, problem];
    tell({ added: [], changed: [], removed: [], problems: [problem] });
  }

  function later(work: () => void, delay: number): void {
    if (isClosed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, delay);
    timers.add(timer);
  }

  function lookAtWaiting(): void {
    turn = turn.then(async () => {
      const files = [...waiting];
      waiting.clear();
      await lookAt(files);
    });
  }

  async function lookAt(paths: readonly string[]): Promise<void> {
    const wasFaulty = claims.isFaulty(paths);
    const { present, gone } = apart(paths);
    const read = await readRuleFiles(present, check);
    const doubtful = new Set([...gone, ...read.filter(isHalfWritten).map(({ file }) => file)].filter(isFirstLook));
    const settled = read.filter(({ file }) => !doubtful.has(file));
    // A file that was renamed is there under its new name before its old one is known to be gone.
    const rivals = apart(claims.rivals(settled).filter((file) => !paths.includes(file)));
    const change = claims.update(settled, [...gone.filter((file) => !doubtful.has(file)), ...rivals.gone]);
    if (wasFaulty || Object.values(change).some((list) => list.length > 0)) tell(change);
  }

  /** Whether a doubtful file is to be looked at again; it then is. */
  function isFirstLook(file: string): boolean {
    if (seenOnce.delete(file)) return false;
    seenOnce.add(file);
    later(() => notice(file), secondLook);
    return true;
  }

  function tell(change: ClaimsChange): void {
    // What a listener throws is an error of the program, and must not end the watching.
    if (!isClosed) queueMicrotask(() => onChange({ rules: claims.rules(), ...change }));
  }
}

/** Whether a file may be one that is still being written. */
const isHalfWritten = ({ problems }: RuleFile): boolean =>
  problems.some(({ id }) => id === "syntax" || id === "encoding");

/** Which of some paths are files, and which are no more. */
function apart(paths: readonly string[]) {
  const { present = [], gone = [] } = Object.groupBy(paths, (path) => (isThere(path) ? "present" : "gone"));
  return { present, gone };
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    // It is there and may not be looked at, which reading it then tells.
    return true;
  }
}
