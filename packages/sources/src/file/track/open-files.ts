import { keyOf } from "./known-files.js";
import { type OpenedFile, openFile, type Reading, type Step } from "./opened-file.js";

/** Files that stay open while they are followed, so that what is left of a deleted one can be read. */
export interface OpenFiles {
  readonly isOpen: (id: string | null) => boolean;
  /** What there is to read of a file. It stays open if more may come and there is room. */
  readonly read: (reading: Reading) => AsyncGenerator<Step>;
  /** What is left of files that are gone; they are given up once nothing comes for a while. */
  readonly readOrphans: (ids: readonly string[]) => AsyncGenerator<Step>;
  /** Last lines without a line break that have been waiting for a second. */
  readonly settle: () => Generator<Step>;
  readonly close: () => Promise<void>;
}

/** Files that are open at a time; of others it is read as far as they are found. */
const mostOpen = 64;

/** How long a last line waits for its line break, in milliseconds. */
const patience = 1000;

/** How long a file that is gone may get no more lines before it is given up, in milliseconds. */
const mourning = 60_000;

interface Held {
  readonly file: OpenedFile;
  /** When something was read last. */
  grew: number;
  isSettled: boolean;
}

/** Files are closed when they were read to their end; `stay` keeps those open to which more may be written. */
export function createOpenFiles({ stay }: { readonly stay: boolean }): OpenFiles {
  const held = new Map<string, Held>();
  const orphans = new Map<string, Held>();

  async function* read(reading: Reading): AsyncGenerator<Step> {
    const key = keyOf(reading.file);
    const before = held.get(key);
    held.delete(key);
    const goesOn = before && reading.mark && before.file.path === reading.file.path;
    if (before && !goesOn) await before.file.close();
    const file = before && goesOn ? before.file : await openFile(reading);
    if (!file) return;
    try {
      yield* file.steps();
      if (stay && file.mayGrow()) return hold(key, file);
      yield file.finish();
    } finally {
      if (!held.has(key)) await file.close();
    }
  }

  function hold(key: string, file: OpenedFile): void {
    held.set(key, { file, grew: performance.now(), isSettled: false });
  }

  async function makeRoom(): Promise<void> {
    for (const [key, { file }] of held) {
      if (held.size <= mostOpen) return;
      held.delete(key);
      await file.close();
    }
  }

  async function* readOrphans(ids: readonly string[]): AsyncGenerator<Step> {
    for (const id of ids) {
      const found = held.get(id);
      if (found) orphans.set(id, found);
      held.delete(id);
    }
    for (const [id, orphan] of orphans) {
      for await (const step of orphan.file.steps()) {
        if (step.bytes > 0) orphan.grew = performance.now();
        yield step;
      }
      if (performance.now() - orphan.grew < mourning) continue;
      orphans.delete(id);
      yield orphan.file.finish();
      await orphan.file.close();
    }
    await makeRoom();
  }

  function* settle(): Generator<Step> {
    for (const one of held.values()) {
      if (one.isSettled || performance.now() - one.grew < patience) continue;
      one.isSettled = true;
      yield one.file.settle();
    }
  }

  async function close(): Promise<void> {
    const all = [...held.values(), ...orphans.values()];
    held.clear();
    orphans.clear();
    for (const { file } of all) await file.close();
  }

  return { isOpen: (id) => id !== null && held.has(id), read, readOrphans, settle, close };
}
