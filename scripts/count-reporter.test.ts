import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { installedCommand } from "./installed-command.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const vitest = installedCommand("vitest", "vitest");

/** What the reporter counts when Vitest runs these files. */
async function count(files: Record<string, string>) {
  const root = temporaryFolder(files);
  const counts = join(root, "counts.json");
  const reporter = join(import.meta.dirname, "count-reporter.ts");
  const run = promisify(execFile)(
    process.execPath,
    [vitest, "run", "--globals", "--root", root, `--reporter=${reporter}`],
    {
      cwd: root,
      env: { ...process.env, MCM_TEST_COUNTS: counts },
    },
  );
  await run.catch(() => {});
  return JSON.parse(readFileSync(counts, "utf8")) as unknown;
}

it("counts tests, and as a failure each what is broken around them", async () => {
  const counts = await count({
    "a.test.ts": "it('a', () => {}); it('b', () => {}); it('c', () => { expect(1).toBe(2) }); it.todo('d');",
    "loads-not.test.ts": "throw new Error('broken');",
    "hook.test.ts": "describe('x', () => { beforeAll(() => { throw new Error('broken') }); it('e', () => {}); });",
    "outside.test.ts":
      "it('f', () => { setTimeout(() => { throw new Error('broken') }, 0) }); it('g', () => new Promise((r) => setTimeout(r, 50)))",
  });
  expect(counts).toEqual({ passed: 4, failed: 4, skipped: 2, browserSkipped: 0 });
});

it("knows skipped browser tests", async () => {
  const counts = await count({
    "vitest.config.ts":
      "export default { test: { projects: [{ test: { name: 'browser', globals: true, include: ['*.test.ts'] } }] } };",
    "page.test.ts": "it.skip('opens', () => {});",
  });
  expect(counts).toEqual({ passed: 0, failed: 0, skipped: 1, browserSkipped: 1 });
});
