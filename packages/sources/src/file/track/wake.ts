import { type FSWatcher, watch } from "node:fs";

/** Waits for changes in folders. */
export interface Waker {
  /**
   * Resolves when something changed in one of the folders, or after a second, as not every change on every system is
   * reported; not before `rest` milliseconds are over, and at once when the signal aborts.
   */
  readonly wait: (folders: ReadonlySet<string>, rest: number) => Promise<void>;
  readonly close: () => void;
}

/** Milliseconds after which it is looked without a reason. */
const poll = 1000;

/** Folders that are watched; others are looked at each second. */
const mostWatched = 64;

/** Watches folders until it is closed. */
export function createWaker(signal: AbortSignal): Waker {
  const watchers = new Map<string, FSWatcher>();
  let isChanged = false;
  let wake = (): void => {};

  const onChange = (): void => {
    isChanged = true;
    wake();
  };

  function add(folder: string): void {
    try {
      const watcher = watch(folder, onChange);
      // What cannot be watched, or not any more, is looked at each second all the same.
      watcher.on("error", () => remove(folder));
      watchers.set(folder, watcher);
    } catch {
      // As above.
    }
  }

  function remove(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  function sleep(milliseconds: number, isEnough: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        wake = () => {};
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener("abort", end);
      wake = () => isEnough() && end();
      if (signal.aborted || isEnough()) end();
    });
  }

  return {
    async wait(folders, rest) {
      for (const folder of watchers.keys()) if (!folders.has(folder)) remove(folder);
      for (const folder of [...folders].slice(0, mostWatched)) if (!watchers.has(folder)) add(folder);
      await sleep(rest, () => false);
      await sleep(poll, () => isChanged);
      isChanged = false;
    },
    close() {
      for (const folder of [...watchers.keys()]) remove(folder);
    },
  };
}
