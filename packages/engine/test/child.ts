import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

const here = import.meta.dirname;

/** Keeps the sources without their types, which are half of what a process takes to start. */
const cache = join(here, "..", "node_modules", ".cache", "children");

/** A process that runs the sources as they are: one of the scripts here, with arguments. */
export function startChild(script: string, ...given: string[]): ChildProcessByStdio<Writable, Readable, null> {
  const run = ["--conditions=@mcm/source", "--import", join(here, "run-sources.mjs"), join(here, script)];
  return spawn(process.execPath, [...run, ...given], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
}
