import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";
import { hash, readWorkspace, recall, remember } from "./workspace.mjs";

describe("the workspace", () => {
  it("holds the packages that pnpm-workspace.yaml lists, with what they need of each other", () => {
    const root = temporaryFolder({
      "pnpm-workspace.yaml": 'packages:\r\n  - "packages/*"\r\n  - app\r\n  - gone\r\n\r\nother:\r\n  - thing\r\n',
      "packages/one/package.json": '{ "name": "@x/one", "scripts": { "build": "make" } }',
      "packages/empty/notes.txt": "",
      "app/package.json":
        '{ "name": "app", "dependencies": { "@x/one": "workspace:^", "zod": "4" }, "devDependencies": { "app": "*" } }',
      "thing/package.json": '{ "name": "thing" }',
    });
    const packages = [...readWorkspace(root).values()].map(({ name, dependencies, build }) => ({
      name,
      dependencies,
      build,
    }));
    expect(packages).toEqual([
      { name: "@x/one", dependencies: [], build: "make" },
      { name: "app", dependencies: ["@x/one"], build: undefined },
    ]);
  });

  it("remembers facts between runs", () => {
    const root = temporaryFolder();
    expect(recall(root, "build-@x/one")).toBe(null);
    remember(root, "build-@x/one", "done");
    expect(recall(root, "build-@x/one")).toBe("done");
    remember(root, "build-@x/one", null);
    expect(recall(root, "build-@x/one")).toBe(null);
  });

  it("hashes where each text ends, too", () => {
    expect(hash(["ab", "c"])).not.toBe(hash(["a", "bc"]));
    expect(hash(["ab", "c"])).toBe(hash(["ab", "c"]));
  });
});
