import { stat } from "node:fs/promises";
import { type FSWatcher, watch } from "chokidar";
import { isForeign, isRuleFile } from "./list-files.js";

/** How often it is looked whether a watched folder is still the same one, in milliseconds. */
const patrol = 500;

/** What a watched folder is told about. */
export interface RootListener {
  /** Something happened to the file at this path. */
  readonly onFile: (path: string) => void;
  /** The folder appeared, went or became another one: look at all of it. */
  readonly onRoot: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Watches a folder or a file, which may appear later, go and come again. chokidar loses a folder that is replaced,
 * and does not wait for one that is not there; so which one it is, is asked twice a second.
 *
 * @returns A function that ends it; by then what happens from now on is seen.
 */
export async function watchRoot(root: string, { onFile, onRoot, onError }: RootListener): Promise<() => Promise<void>> {
  let identity = await identityOf(root);
  let watcher = identity === null ? null : await open();
  let walking = Promise.resolve();
  const timer = setInterval(() => {
    walking = walking.then(walk).catch(onError);
  }, patrol);
  return async () => {
    clearInterval(timer);
    await walking;
    await watcher?.close();
  };

  async function walk(): Promise<void> {
    const now = await identityOf(root);
    if (now === identity) return;
    identity = now;
    await watcher?.close();
    watcher = now === null ? null : await open();
    onRoot();
  }

  async function open(): Promise<FSWatcher> {
    const opened = watch(root, {
      ignoreInitial: true,
      ignored: (path, stats) => path !== root && (isForeign(path) || (stats?.isFile() === true && !isRuleFile(path))),
    });
    for (const happening of ["add", "change", "unlink"] as const) opened.on(happening, (path) => onFile(path));
    opened.on("error", onError);
    await new Promise<void>((resolve) => opened.once("ready", resolve));
    return opened;
  }
}

/** Which folder or file stands at a path; null where there is none. */
async function identityOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path);
    return `${dev}:${ino}`;
  } catch {
    // Whatever keeps it from being seen, it is not there to be watched.
    return null;
  }
}
