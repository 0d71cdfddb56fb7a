import { spawn } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */
/** @typedef {import("node:child_process").SpawnOptions} SpawnOptions */

const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
const windows = process.platform === "win32";

/**
 * Runs a command out of sight and gives what it wrote to stdout.
 *
 * It is a process group of its own, ended whole when this process is told to stop: a half-done install or build
 * would otherwise go on beside the next one.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions} [options]
 * @returns {Promise<string>}
 * @throws {Error} When it cannot be started or fails, with all that it wrote.
 */
export function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: !windows });
    let output = "";
    let everything = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      output += text;
      everything += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      everything += text;
    });
    stopWithUs(child);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${everything.trimEnd()}\n(${signal ?? `exit code ${code}`})`.trim()));
    });
  });
}

/** @type {Set<ChildProcess>} */
const background = new Set();

/** @param {ChildProcess} child */
function stopWithUs(child) {
  if (background.size === 0) for (const signal of signals) process.on(signal, stop);
  background.add(child);
  child.on("close", () => {
    background.delete(child);
    if (background.size === 0) for (const signal of signals) process.off(signal, stop);
  });
}

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  for (const { pid } of background) if (pid !== undefined) end(windows ? pid : -pid);
  process.exit(128 + constants.signals[signal]);
}

/** @param {number} pid Negative for a process group. */
function end(pid) {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    const hasEnded = /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
    if (!hasEnded) throw error;
  }
}

/**
 * Hands the terminal, stdin, stdout and every signal over to a command until it ends.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions} [options]
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} How it ended.
 */
export function foreground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "inherit" });
    // Ctrl-C reaches the child from the terminal by itself; once more would look like impatience.
    const atTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      if (signal !== "SIGINT" || !atTerminal) child.kill(signal);
    };
    for (const signal of signals) process.on(signal, pass);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      for (const signal of signals) process.off(signal, pass);
      resolve({ code, signal });
    });
  });
}

/**
 * Like {@link foreground}, and then ends as the command did: with its exit code, or by the signal that ended it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions} [options]
 */
export async function become(command, args, options) {
  const { code, signal } = await foreground(command, args, options);
  process.exitCode = code ?? 1;
  if (signal !== null) process.kill(process.pid, signal);
}
