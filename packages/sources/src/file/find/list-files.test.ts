import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { listFiles } from "./list-files.js";

const folder = mkdtempSync(join(tmpdir(), "mcm-list-"));
afterAll(() => rmSync(folder, { recursive: true }));

const make = (...paths: readonly string[]): void => {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
};
make("logs/b.ndjson", "logs/a.ndjson", "logs/2025/01/a.json", "logs/2025/02/b.json.gz", "logs/.hidden.ndjson");
make("logs/.cache/c.ndjson", "logs/a.txt", "odd/a[1].json", "odd/a1.json", "twice/a.json");

/** What some paths below the folder mean, and what is wrong with them. */
async function list(...paths: readonly string[]) {
  const files: string[] = [];
  const problems: string[] = [];
  const onProblem = (_: string, problem: Error) => problems.push(problem.message.replaceAll(`${folder}/`, ""));
  for await (const file of listFiles(
    paths.map((path) => join(folder, path)),
    { onProblem },
  )) {
    files.push(relative(folder, file.path));
  }
  return { files, problems };
}

describe("paths", () => {
  test.each([
    ["logs", ["logs/2025/01/a.json", "logs/2025/02/b.json.gz", "logs/a.ndjson", "logs/a.txt", "logs/b.ndjson"]],
    ["logs/2025", ["logs/2025/01/a.json", "logs/2025/02/b.json.gz"]],
    ["logs/a.ndjson", ["logs/a.ndjson"]],
    ["logs/*.ndjson", ["logs/a.ndjson", "logs/b.ndjson"]],
    ["logs/.*", ["logs/.hidden.ndjson"]],
    ["logs/.*/*", ["logs/.cache/c.ndjson"]],
    ["logs/**/*.json*", ["logs/2025/01/a.json", "logs/2025/02/b.json.gz"]],
    ["logs/**/a.*", ["logs/2025/01/a.json", "logs/a.ndjson", "logs/a.txt"]],
    ["logs/2025/*/a.json", ["logs/2025/01/a.json"]],
    ["logs/20{24,25}/0[12]/*", ["logs/2025/01/a.json", "logs/2025/02/b.json.gz"]],
    ["logs/{2025/01,2024}/*", ["logs/2025/01/a.json"]],
    ["*/2025/**", ["logs/2025/01/a.json", "logs/2025/02/b.json.gz"]],
    ["logs/*.csv", []],
    ["none/*.json", []],
    ["odd/a[1].json", ["odd/a[1].json"]],
    ["odd/a[12].json", ["odd/a1.json"]],
  ])("%s", async (path, files) => {
    expect(await list(path)).toEqual({ files, problems: [] });
  });

  test("are taken in their order, and each file once", async () => {
    linkSync(join(folder, "twice/a.json"), join(folder, "twice/b.json"));
    symlinkSync("a.json", join(folder, "twice/c.json"));
    expect((await list("logs/b.ndjson", "logs/*.ndjson", "twice")).files).toEqual([
      "logs/b.ndjson",
      "logs/a.ndjson",
      "twice/a.json",
    ]);
  });

  test("that lead nowhere are told of", async () => {
    expect(await list("logs/c.ndjson", "logs/a.ndjson")).toEqual({
      files: ["logs/a.ndjson"],
      problems: ['cannot read "logs/c.ndjson": there is no such file; check the path'],
    });
  });
});

test("links are followed, but not in circles", async () => {
  make("round/a/x.json");
  symlinkSync("..", join(folder, "round/a/up"));
  symlinkSync("a", join(folder, "round/b"));
  symlinkSync("nowhere", join(folder, "round/gone"));
  symlinkSync("self", join(folder, "round/self"));
  expect(await list("round")).toEqual({ files: ["round/a/x.json"], problems: [] });
});

test.skipIf(process.platform === "win32")("pipes in folders are left out, and named ones told of", async () => {
  make("pipes/a.json");
  execFileSync("mkfifo", [join(folder, "pipes/fifo")]);
  expect(await list("pipes")).toEqual({ files: ["pipes/a.json"], problems: [] });
  expect((await list("pipes/fifo")).problems).toEqual([
    'cannot read "pipes/fifo": it is a pipe or a device; give it to "mcm ingest"',
  ]);
});

test.skipIf(process.platform === "win32")("a folder without permission stops nothing and is told of", async () => {
  make("closed/a/x.json", "closed/b/y.json");
  chmodSync(folder, 0o755);
  chmodSync(join(folder, "closed/a"), 0);
  // Nothing is closed to the administrator.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.("nobody");
  try {
    expect(await list("closed")).toEqual({
      files: ["closed/b/y.json"],
      problems: ['cannot read "closed/a": permission is denied; make it readable for this user'],
    });
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(join(folder, "closed/a"), 0o755);
  }
});
