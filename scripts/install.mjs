import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pinned, pnpm } from "./toolchain.mjs";
import { hash, recall, remember } from "./workspace.mjs";

/** @typedef {import("./workspace.mjs").Package} Package */

/**
 * Whether node_modules is what the lockfile and the manifests say.
 *
 * @param {string} root
 * @param {Map<string, Package>} packages
 */
export function isInstalled(root, packages) {
  return existsSync(join(root, "node_modules", ".modules.yaml")) && recall(root, "install") === inputs(root, packages);
}

/**
 * Installs what the lockfile says, on the pinned pnpm.
 *
 * @param {string} root
 * @param {string} node
 * @param {Map<string, Package>} packages
 * @throws {Error} With pnpm's own words.
 */
export async function install(root, node, packages) {
  const wanted = inputs(root, packages);
  remember(root, "install", null);
  await pnpm(root, node, ["install", "--frozen-lockfile"]).catch((/** @type {Error} */ error) => {
    const remedy = `where a package.json was changed, bring the lockfile up to date with "npx pnpm@${pinned.pnpm} install"`;
    throw new Error(`${error.message}\nthe packages could not be installed; ${remedy}`);
  });
  remember(root, "install", wanted);
}

/**
 * @param {string} root
 * @param {Map<string, Package>} packages
 */
function inputs(root, packages) {
  const manifests = [root, ...[...packages.values()].map(({ directory }) => directory)];
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml"].map((name) => join(root, name));
  return hash([
    `${pinned.pnpm} ${process.platform} ${process.arch}`,
    ...[...files, ...manifests.map((directory) => join(directory, "package.json"))].map((file) => readFileSync(file)),
  ]);
}
