import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { build, inBuildOrder, staleBuilds } from "./build.mjs";
import { temporaryFolder, writeFiles } from "./temporary-folder.ts";
import { readWorkspace } from "./workspace.mjs";

/** A build that copies `src.txt` to `dist`, and fails when the source says so. */
const copies = `node -e "
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const text = readFileSync('src.txt', 'utf8');
mkdirSync('dist', { recursive: true });
writeFileSync('dist/out.txt', text);
if (text === 'broken') { console.error('src.txt is broken'); process.exit(1); }
"`.replaceAll("\n", " ");

const manifest = (name: string, dependencies: readonly string[] = []) =>
  JSON.stringify({
    name,
    scripts: { build: copies },
    dependencies: Object.fromEntries(dependencies.map((other) => [other, "workspace:^"])),
  });

function workspace() {
  const root = temporaryFolder({
    "pnpm-workspace.yaml": "packages:\n  - packages/*\n  - app\n",
    "pnpm-lock.yaml": "",
    "packages/base/package.json": manifest("base"),
    "packages/base/src.txt": "base",
    "packages/plugin/package.json": manifest("plugin", ["base"]),
    "packages/plugin/src.txt": "plugin",
    "app/package.json": manifest("app", ["plugin"]),
    "app/src.txt": "app",
  });
  const packages = readWorkspace(root);
  const said: string[] = [];
  return {
    root,
    packages,
    said,
    stale: () => staleBuilds(root, packages, ["app"]).map(({ name }) => name),
    build: () => build(root, process.execPath, packages, ["app"], (line) => said.push(line)),
  };
}

describe("a build", () => {
  it("takes each package behind those that it needs", () => {
    const { packages } = workspace();
    expect(inBuildOrder(packages, ["app"]).map(({ name }) => name)).toEqual(["base", "plugin", "app"]);
    expect(inBuildOrder(packages, ["plugin"]).map(({ name }) => name)).toEqual(["base", "plugin"]);
    expect(() => inBuildOrder(packages, ["ap"])).toThrow("no package of the workspace is called ap");
  });

  it("builds everything once, and then nothing", async () => {
    const { root, said, stale, build } = workspace();
    await build();
    expect(said).toHaveLength(3);
    expect(readFileSync(join(root, "app/dist/out.txt"), "utf8")).toBe("app");
    expect(stale()).toEqual([]);
  });

  it.each([
    ["a source", { "packages/plugin/src.txt": "new" }, ["plugin", "app"]],
    ["a source of what all need", { "packages/base/src.txt": "new" }, ["base", "plugin", "app"]],
    ["a new file", { "app/more.txt": "" }, ["app"]],
    ["the lockfile", { "pnpm-lock.yaml": "new" }, ["base", "plugin", "app"]],
    ["what was built", { "packages/base/dist/out.txt": "something else" }, ["base"]],
    ["a test", { "app/src.test.ts": "new" }, []],
  ])("after a change of %s builds what that concerns", async (_, change, expected) => {
    const { root, stale, build } = workspace();
    await build();
    writeFiles(root, change);
    expect(stale()).toEqual(expected);
    await build();
    expect(stale()).toEqual([]);
  });

  it("builds again what was removed", async () => {
    const { root, stale, build } = workspace();
    await build();
    rmSync(join(root, "packages/plugin/dist"), { recursive: true });
    expect(stale()).toEqual(["plugin"]);
  });

  it("names what failed and what waited for it, and counts neither as built", async () => {
    const { root, said, stale, build } = workspace();
    await build();
    writeFiles(root, { "packages/plugin/src.txt": "broken" });
    await expect(build()).rejects.toThrow(
      "plugin: the build failed\nsrc.txt is broken\n(exit code 1)\n\napp: not built, since it needs the above",
    );
    expect(said).toHaveLength(3);
    expect(stale()).toEqual(["plugin", "app"]);
    writeFiles(root, { "packages/plugin/src.txt": "plugin" });
    expect(stale()).toContain("plugin");
    expect(existsSync(join(root, "app/dist"))).toBe(true);
  });
});
