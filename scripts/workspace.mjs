import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * @typedef {object} Package One package of the workspace.
 * @property {string} name
 * @property {string} directory Absolute.
 * @property {readonly string[]} dependencies Names of the workspace packages that it needs built; those that only its tests use are not.
 * @property {string | undefined} build Its build script, as the shell takes it.
 */

/**
 * The workspace's packages, as `pnpm-workspace.yaml` lists them: plain folders, or all folders in one (`packages/*`).
 *
 * @param {string} root Absolute path of the workspace.
 * @returns {Map<string, Package>} By name.
 */
export function readWorkspace(root) {
  const manifests = packageDirectories(root).map((directory) => ({
    directory,
    manifest: JSON.parse(readFileSync(join(directory, "package.json"), "utf8")),
  }));
  const names = new Set(manifests.map(({ manifest }) => manifest.name));
  return new Map(
    manifests.map(({ directory, manifest: { name, scripts, dependencies, peerDependencies } }) => [
      name,
      {
        name,
        directory,
        dependencies: Object.keys({ ...dependencies, ...peerDependencies }).filter((other) => names.has(other)),
        build: scripts?.build,
      },
    ]),
  );
}

/** @param {string} root */
function packageDirectories(root) {
  const yaml = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  const list = /^packages:\n((?: +- .+\n)+)/m.exec(yaml.replaceAll("\r\n", "\n"))?.[1];
  if (list === undefined)
    throw new Error("pnpm-workspace.yaml: no list of packages; write `packages:` and `  - folder` lines");
  return [...list.matchAll(/- ["']?([^"'\n]+)/g)]
    .map(([, pattern]) => String(pattern).trim())
    .flatMap((pattern) =>
      pattern.endsWith("/*") ? foldersIn(join(root, pattern.slice(0, -2))) : [join(root, pattern)],
    )
    .filter((directory) => existsSync(join(directory, "package.json")));
}

/** @param {string} directory */
function foldersIn(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(directory, entry.name))
    .sort();
}

/**
 * Small facts that one run leaves for the next: kept where a fresh clone has none, and where pnpm leaves them alone.
 *
 * @param {string} root
 * @param {string} name
 */
export function stateFile(root, name) {
  const file = join(root, "node_modules", ".cache", "bootstrap", name.replace("/", "+"));
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

/**
 * A fact that an earlier run left, or null.
 *
 * @param {string} root
 * @param {string} name
 */
export function recall(root, name) {
  const file = stateFile(root, name);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/**
 * @param {string} root
 * @param {string} name
 * @param {string | null} fact Null forgets it.
 */
export function remember(root, name, fact) {
  const file = stateFile(root, name);
  if (fact === null) rmSync(file, { force: true });
  else writeFileSync(file, fact);
}

/**
 * One hash over several texts; where each ends counts.
 *
 * @param {Iterable<string | Buffer>} parts
 */
export function hash(parts) {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(`${part.length}:`).update(part);
  return sum.digest("hex");
}
