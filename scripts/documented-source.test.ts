import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { examplesInMarkdown, fileNameOf } from "./code-examples.ts";

const root = join(import.meta.dirname, "..");

it("the source that docs/sources.md makes from scratch passes its test", async () => {
  // In a package from which all others can be imported.
  const folder = mkdtempSync(join(root, "packages", "server", "documented-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const example of examplesInMarkdown(readFileSync(join(root, "docs", "sources.md"), "utf8"))) {
    const name = fileNameOf(example);
    if (name !== undefined) writeFileSync(join(folder, name), example.code);
  }
  const sources = join(root, "packages", "engine", "test", "run-sources.mjs");
  const words = [
    "--conditions=@mcm/source",
    "--import",
    sources,
    "--test",
    "--test-reporter=tap",
    "--test-timeout=30000",
    join(folder, "door.test.ts"),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder });
  expect(stdout).toContain("# pass 1\n");
}, 60_000);
