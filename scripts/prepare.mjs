import { build, staleBuilds } from "./build.mjs";
import { install, isInstalled } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { fetchNode, knownNode, pinned } from "./toolchain.mjs";
import { readWorkspace, stateFile } from "./workspace.mjs";

/**
 * Sees to a current Node.js, to the installed packages and to the named packages' builds, each only where something
 * changed since; one process at a time, so that two runs in a fresh clone share the work.
 *
 * @param {string} root Absolute path of the workspace.
 * @param {readonly string[]} builds Names of packages; those that they need are built too.
 * @param {(line: string) => void} say Told what takes time; silent when there is nothing to do.
 * @returns {Promise<string>} The path of the Node.js to go on with.
 */
export async function prepare(root, builds, say) {
  return ready(root, builds) ?? withLock(stateFile(root, "lock"), () => prepareAlone(root, builds, say), { onWait });

  function onWait() {
    say("another run is installing or building here; waiting for it");
  }
}

/**
 * @param {string} root
 * @param {readonly string[]} builds
 */
function ready(root, builds) {
  const node = knownNode(root);
  const packages = readWorkspace(root);
  const isReady = node !== null && isInstalled(root, packages) && staleBuilds(root, packages, builds).length === 0;
  return isReady ? node : null;
}

/**
 * @param {string} root
 * @param {readonly string[]} builds
 * @param {(line: string) => void} say
 */
async function prepareAlone(root, builds, say) {
  const node = knownNode(root) ?? (await fetchCurrentNode(root, say));
  const packages = readWorkspace(root);
  if (!isInstalled(root, packages)) {
    say("installing the packages that the lockfile names");
    await install(root, node, packages);
  }
  await build(root, node, packages, builds, say);
  return node;
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 */
function fetchCurrentNode(root, say) {
  say(`Node.js ${process.versions.node} is too old for the tools; fetching ${pinned.node} from the npm registry`);
  return fetchNode(root);
}
