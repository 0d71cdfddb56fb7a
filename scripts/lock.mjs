import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs the work while no other process that asks for the same lock file does.
 *
 * The holder touches the file every `beat` milliseconds. Who waits takes the lock over after seeing it untouched
 * for 20 beats of its own waking time: process ids would lie across containers, clocks across a suspended laptop.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ beat?: number, onWait?: () => void }} [options] `beat` is 500 by default; all must use the same.
 */
export async function withLock(file, work, { beat = 500, onWait = () => {} } = {}) {
  await acquire(file, beat, onWait);
  const beating = setInterval(() => touch(file), beat);
  const release = () => {
    clearInterval(beating);
    if (holder(file) === process.pid) rmSync(file, { force: true });
  };
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

/**
 * @param {string} file
 * @param {number} beat
 * @param {() => void} onWait
 */
async function acquire(file, beat, onWait) {
  let seen = Number.NaN;
  let silent = 0;
  while (!created(file)) {
    if (Number.isNaN(seen)) onWait();
    const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    silent = touched === seen ? silent + 1 : 0;
    seen = touched;
    if (silent >= 20) rmSync(file, { force: true });
    else await sleep(beat);
  }
}

/** @param {string} file */
function created(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} file */
function holder(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** @param {string} file */
function touch(file) {
  if (holder(file) !== process.pid) return;
  utimesSync(file, new Date(), new Date());
}
