import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";
import { environment, isUsable, knownNode } from "./toolchain.mjs";

it.each([
  ["18.20.8", false],
  ["20.20.2", false],
  ["22.17.1", false],
  ["22.18.0", true],
  ["22.21.0", true],
  ["23.11.0", false],
  ["24.0.0", true],
  ["26.1.0", true],
])("knows whether the tools run on Node.js %s", (version, usable) => {
  expect(isUsable(version)).toBe(usable);
});

it("takes the Node.js at hand when it will do", () => {
  expect(knownNode(temporaryFolder())).toBe(process.execPath);
});

it("lets commands find the chosen Node.js first, then a package's tools, then the root's", () => {
  const { PATH = "" } = environment("/repo", "/opt/node/bin/node", "/repo/app");
  const bin = join("node_modules", ".bin");
  expect(PATH.split(":").slice(0, 3)).toEqual(["/opt/node/bin", `/repo/app/${bin}`, `/repo/${bin}`]);
});
