/**
 * The whole check, as `npm test` runs it: lint, types, build, import direction, dead code, the documentation's examples,
 * and all tests. Every step runs even when another failed. The last line is `N passed, N failed, N skipped`: tests, and
 * each other step that failed as one. With arguments, which go to Vitest, only the build and the tests run.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { capture, foreground } from "./child.mjs";
import type { Counts } from "./count-reporter.ts";
import { installedCommand } from "./installed-command.ts";
import { prepare } from "./prepare.mjs";
import { readWorkspace, stateFile } from "./workspace.mjs";

const root = join(import.meta.dirname, "..");
const selection = process.argv.slice(2);

interface Step {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

const build: Step = { name: "build", run: () => prepare(root, [...readWorkspace(root).keys()], () => {}) };

const checks: readonly Step[] = [
  { name: "types", run: () => tool("typescript", "tsc", "-b") },
  { name: "lint", run: () => tool("@biomejs/biome", "biome", "ci", "--colors=off", "--error-on-warnings") },
  { name: "import direction", run: () => tool("dependency-cruiser", "depcruise", "packages", "examples", "bench") },
  { name: "dead code", run: () => tool("knip", "knip") },
  {
    name: "documentation examples",
    run: () => capture(process.execPath, [join(import.meta.dirname, "check-examples.ts")]),
  },
];

/** A tool of the root, by the package it comes in and its command's name. */
function tool(name: string, command: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, NO_COLOR: "1" };
  return capture(process.execPath, [installedCommand(name, command), ...args], { cwd: root, env });
}

/** Whether the step went well; what it said is printed when it did not. */
async function passes({ name, run }: Step): Promise<boolean> {
  const start = performance.now();
  const failure = await run().then(
    () => null,
    (error: Error) => error.message,
  );
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(failure === null ? `✓ ${name} (${seconds} s)` : `✗ ${name} failed (${seconds} s)\n${failure}\n`);
  return failure === null;
}

/** Two at a time, since each compiler takes a good part of a gigabyte. */
async function failuresAmong(steps: readonly Step[]): Promise<number> {
  const queue = [...steps];
  const lane = async () => {
    let failures = 0;
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) if (!(await passes(step))) failures += 1;
    return failures;
  };
  const lanes = await Promise.all([lane(), lane()]);
  return lanes.reduce((sum, failures) => sum + failures, 0);
}

const none: Counts = { passed: 0, failed: 0, skipped: 0, browserSkipped: 0 };

async function runTests(): Promise<Counts> {
  const file = stateFile(root, "test-counts.json");
  rmSync(file, { force: true });
  const reporters = ["--reporter=default", `--reporter=${join(import.meta.dirname, "count-reporter.ts")}`];
  const vitest = [installedCommand("vitest", "vitest"), "run", ...reporters, ...selection];
  const env = { ...process.env, MCM_TEST_COUNTS: file };
  const { code, signal } = await foreground(process.execPath, vitest, { cwd: root, env });
  const counts = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Counts) : none;
  if (code !== 0 && counts.failed === 0)
    console.log(`✗ tests failed: Vitest ended with ${signal ?? `exit code ${code}`}`);
  return { ...counts, failed: code === 0 ? counts.failed : Math.max(counts.failed, 1) };
}

/** In CI a browser test that did not run is no success: it means that no Chromium was found. */
function skippedInVain({ browserSkipped }: Counts): number {
  if (process.env.CI !== "true" || selection.length > 0 || browserSkipped === 0) return 0;
  console.log(`✗ ${browserSkipped} browser tests did not run: install Chromium, or name one in CHROME_PATH`);
  return 1;
}

const isBuilt = await passes(build);
const broken = (isBuilt ? 0 : 1) + (selection.length === 0 ? await failuresAmong(checks) : 0);
if (!isBuilt) console.log("✗ tests not run, since the build failed");
const counts = isBuilt ? await runTests() : none;
const failed = broken + counts.failed + skippedInVain(counts);
if (failed === 0 && counts.passed === 0) console.log("✗ no test ran");
console.log(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`);
process.exitCode = failed > 0 || counts.passed === 0 ? 1 : 0;
