import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { capture } from "./child.mjs";
import { environment } from "./toolchain.mjs";
import { hash, recall, remember } from "./workspace.mjs";

/** @typedef {import("./workspace.mjs").Package} Package */

/** What no build looks at. */
const unbuilt = /^(node_modules|dist|test|e2e|coverage|test-results|README\.md|CHANGELOG\.md|.*\.test\.tsx?)$/;

/**
 * The named packages and all they need, each behind its needs.
 *
 * @param {Map<string, Package>} packages
 * @param {readonly string[]} names
 * @returns {Package[]} Only those that have something to build.
 */
export function inBuildOrder(packages, names) {
  /** @type {Set<Package>} */
  const order = new Set();
  /** @param {string} name */
  const visit = (name) => {
    const found = packages.get(name);
    if (found === undefined) throw new Error(`no package of the workspace is called ${name}`);
    for (const dependency of found.dependencies) visit(dependency);
    order.add(found);
  };
  for (const name of names) visit(name);
  return [...order].filter(({ build }) => build !== undefined);
}

/**
 * Which of the packages, and of those they need, have to be built: their sources, those of a package they need, or
 * what was built are not as they were after the last build.
 *
 * @param {string} root
 * @param {Map<string, Package>} packages
 * @param {readonly string[]} names
 */
export function staleBuilds(root, packages, names) {
  const inputs = inputsOf(root, packages);
  return inBuildOrder(packages, names).filter(
    (one) => recall(root, stampOf(one)) !== `${inputs(one.name)} ${outputsOf(one)}`,
  );
}

/**
 * Builds what is stale among the packages and those they need; independent ones at the same time.
 *
 * @param {string} root
 * @param {string} node
 * @param {Map<string, Package>} packages
 * @param {readonly string[]} names
 * @param {(line: string) => void} say
 * @throws {Error} Naming each package that failed, with its tool's own words, and those that had to wait for it.
 */
export async function build(root, node, packages, names, say) {
  const inputs = inputsOf(root, packages);
  const stale = staleBuilds(root, packages, names);
  /** @type {Map<string, Promise<string | null>>} */
  const builds = new Map();
  for (const one of stale) builds.set(one.name, buildAfter(one, inputs(one.name)));
  const failures = (await Promise.all(builds.values())).filter((failure) => failure !== null);
  if (failures.length > 0) throw new Error(failures.join("\n\n"));

  /**
   * @param {Package} one
   * @param {string} input
   */
  async function buildAfter(one, input) {
    const needs = await Promise.all(one.dependencies.map((name) => builds.get(name)));
    if (needs.some((failure) => typeof failure === "string")) return `${one.name}: not built, since it needs the above`;
    return buildOne(root, node, one, input, say);
  }
}

/**
 * @param {string} root
 * @param {string} node
 * @param {Package} one
 * @param {string} input
 * @param {(line: string) => void} say
 * @returns {Promise<string | null>} What went wrong.
 */
async function buildOne(root, node, one, input, say) {
  const start = Date.now();
  remember(root, stampOf(one), null);
  try {
    await capture(String(one.build), [], {
      cwd: one.directory,
      env: environment(root, node, one.directory),
      shell: true,
    });
  } catch (error) {
    return `${one.name}: the build failed\n${/** @type {Error} */ (error).message}`;
  }
  remember(root, stampOf(one), `${input} ${outputsOf(one)}`);
  say(`built ${one.name} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return null;
}

/** @param {Package} one */
const stampOf = ({ name }) => `build-${name}`;

/**
 * What a package is built from: its files, the lockfile and the compiler's options, and the same of what it needs.
 *
 * @param {string} root
 * @param {Map<string, Package>} packages
 */
function inputsOf(root, packages) {
  const shared = ["pnpm-lock.yaml", "tsconfig.base.json"].map((name) => join(root, name)).filter(existsSync);
  const common = hash(shared.map((file) => readFileSync(file)));
  /** @type {Map<string, string>} */
  const known = new Map();
  /**
   * @param {string} name
   * @returns {string}
   */
  const inputs = (name) => {
    const found = known.get(name) ?? hash([common, ...ownFiles(packages.get(name)), ...needs(name)]);
    known.set(name, found);
    return found;
  };
  /** @param {string} name */
  const needs = (name) => [...(packages.get(name)?.dependencies ?? [])].sort().map(inputs);
  return inputs;
}

/** @param {Package | undefined} one */
function* ownFiles(one) {
  if (one === undefined) return;
  for (const file of filesIn(one.directory, (name) => !unbuilt.test(name))) {
    yield relative(one.directory, file);
    yield readFileSync(file);
  }
}

/**
 * Names, sizes and times of what was built: tells a `dist` that something else wrote to, or emptied.
 *
 * @param {Package} one
 */
function outputsOf({ directory }) {
  const files = filesIn(join(directory, "dist"), () => true);
  return hash(files.map((file) => `${relative(directory, file)} ${statSync(file).size} ${statSync(file).mtimeMs}`));
}

/**
 * @param {string} directory
 * @param {(name: string) => boolean} wanted
 * @returns {string[]} In the same order everywhere; none where there is no such directory.
 */
function filesIn(directory, wanted) {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { withFileTypes: true }).filter(({ name }) => wanted(name));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesIn(path, wanted) : [path];
  });
}
