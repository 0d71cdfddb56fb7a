import { existsSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { capture } from "./child.mjs";
import { recall, remember } from "./workspace.mjs";

/** What is fetched where the machine has none that will do. */
export const pinned = /** @type {const} */ ({ node: "24.21.0", pnpm: "12.21.0" });

const windows = process.platform === "win32";

/**
 * Whether the tools run on this Node.js: 22.18 (TypeScript files without a flag, better-sqlite3's prebuilt binary)
 * or any from 24 on.
 *
 * @param {string} version `20.20.2`
 */
export function isUsable(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
}

/**
 * The Node.js that everything but the bootstrap runs on, if it is known and still there: the one at hand, or the one
 * fetched before.
 *
 * @param {string} root
 * @returns {string | null}
 */
export function knownNode(root) {
  if (isUsable(process.versions.node)) return process.execPath;
  const [path, identity] = recall(root, "node")?.split("\n") ?? [];
  return path !== undefined && existsSync(path) && identity === identityOf(path) ? path : null;
}

/**
 * Fetches the pinned Node.js from the npm registry into npm's own cache.
 *
 * @param {string} root
 * @returns {Promise<string>} Its path.
 * @throws {Error} With npm's own words.
 */
export async function fetchNode(root) {
  const found = npx(root, [`node@${pinned.node}`], ["node", "-p", "process.execPath"]);
  const path = await found.then(
    (output) => output.trim(),
    (/** @type {Error} */ error) => {
      const remedy = "install Node.js 22.18 or newer, or see to a npm registry that can be reached";
      throw new Error(`${error.message}\nNode.js ${pinned.node} could not be fetched; ${remedy}`);
    },
  );
  const version = (await capture(path, ["-p", "process.versions.node"])).trim();
  if (!isUsable(version))
    throw new Error(`npx brought Node.js ${version} (${path}) where ${pinned.node} was asked for`);
  remember(root, "node", `${path}\n${identityOf(path)}`);
  return path;
}

/** @param {string} path */
function identityOf(path) {
  const { size, mtimeMs } = statSync(path);
  return `${pinned.node} ${size} ${mtimeMs}`;
}

/**
 * Runs the pinned pnpm.
 *
 * @param {string} root
 * @param {string} node
 * @param {readonly string[]} args
 */
export function pnpm(root, node, args) {
  return npx(root, [`pnpm@${pinned.pnpm}`], ["pnpm", ...args], {
    ...environment(root, node),
    ...registry(),
  });
}

/** npm hands its registry to scripts under a name that pnpm does not read. */
function registry() {
  const { npm_config_registry, pnpm_config_registry } = process.env;
  return npm_config_registry && !pnpm_config_registry ? { pnpm_config_registry: npm_config_registry } : {};
}

/**
 * @param {string} root
 * @param {readonly string[]} packages
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} [inherited]
 */
function npx(root, packages, command, inherited = process.env) {
  const args = ["--yes", ...packages.flatMap((name) => ["-p", name]), "--", ...command];
  // Under "npm run -s" it would fail without a word.
  const env = { ...inherited, npm_config_loglevel: "error" };
  const cli = npxCli();
  return cli === null
    ? capture("npx", args, { cwd: root, env, shell: windows })
    : capture(process.execPath, [cli, ...args], { cwd: root, env });
}

/** npm's own npx as a file for Node.js, so that no shell quotes anything; null where it is only to be had by PATH. */
function npxCli() {
  const places = [
    process.env.npm_execpath ?? "",
    join(dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js"),
    join(dirname(process.execPath), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
  ];
  const npx = places.filter((path) => path.endsWith("npm-cli.js")).map((path) => join(dirname(path), "npx-cli.js"));
  return npx.find((path) => existsSync(path)) ?? null;
}

/**
 * The environment in which commands find the chosen Node.js as `node`, and the workspace's tools.
 *
 * @param {string} root
 * @param {string} node
 * @param {string} [directory] A package's, for its own tools first.
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(root, node, directory = root) {
  const places = [dirname(node), join(directory, "node_modules", ".bin"), join(root, "node_modules", ".bin")];
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return { ...process.env, [name]: [...new Set(places), process.env[name]].join(delimiter) };
}
