/**
 * The one way in, for a machine with nothing but Node.js 18 or newer and npm: `node scripts/bootstrap.mjs <task>`,
 * which the root's npm scripts call. It sees to all that the task needs and then becomes the task. It is silent when
 * there is nothing to do, and speaks on stderr alone.
 */
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { become } from "./child.mjs";
import { prepare } from "./prepare.mjs";
import { environment } from "./toolchain.mjs";
import { readWorkspace } from "./workspace.mjs";

/**
 * @typedef {object} Task
 * @property {readonly string[]} builds The packages that it needs built; those that they need are built too.
 * @property {readonly string[]} [run] The script to become, and the arguments in front of the user's.
 * @property {NodeJS.ProcessEnv} [env]
 */

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const mcm = join(root, "packages", "server", "dist", "mcm.js");
const app = ["@mcm/server", "dashboard"];

/** @param {string[]} path */
const installed = (...path) => join(root, "node_modules", ...path);

/** @type {Readonly<Record<string, (args: readonly string[]) => Task>>} */
const tasks = {
  start: () => ({ builds: app, run: [mcm, "serve", "--demo", "--rules", join(root, "examples", "rules")] }),
  mcm: ([command]) => ({ builds: command === "serve" ? app : ["@mcm/server"], run: [mcm] }),
  test: () => ({ builds: [], run: [join(root, "scripts", "test.ts")] }),
  "test:deep": () => ({ builds: [], run: [join(root, "scripts", "test.ts")], env: { MCM_DEEP: "1" } }),
  build: () => ({ builds: [...readWorkspace(root).keys()] }),
  dev: () => ({ builds: app, run: [join(root, "scripts", "dev.ts")] }),
  bench: () => ({ builds: ["bench"], run: [join(root, "bench", "run.ts")] }),
  format: () => ({ builds: [], run: [installed("@biomejs", "biome", "bin", "biome"), "check", "--write"] }),
  changeset: () => ({ builds: [], run: [installed("@changesets", "cli", "bin.js")] }),
};

/**
 * Asked to stop, npm ends the shell that it ran this script by, and some shells end without a word to their children.
 * So a lost parent counts as being asked to stop.
 */
function stopWithShell() {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 200);
  watch.unref();
}

/** @param {string} line */
const say = (line) => process.stderr.write(`${line}\n`);

if (process.env.npm_lifecycle_event !== undefined) stopWithShell();

const [name = "", ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name) ? tasks[name]?.(args) : undefined;
if (task === undefined) {
  say(`no task is called "${name}"; there are ${Object.keys(tasks).join(", ")}`);
  process.exitCode = 2;
} else {
  await start(task).catch((/** @type {Error} */ error) => {
    say(error.message);
    process.exitCode = 3;
  });
}

/** @param {Task} task */
async function start({ builds, run, env }) {
  const node = await prepare(root, builds, say);
  if (run !== undefined)
    await become(node, [...run, ...args], { cwd: callersFolder(), env: { ...environment(root, node), ...env } });
}

/** npm runs scripts in the root; the paths that a user gives to `mcm` are meant from where the user is. */
function callersFolder() {
  const { npm_lifecycle_event, INIT_CWD } = process.env;
  return name === "mcm" && npm_lifecycle_event === "mcm" ? INIT_CWD : process.cwd();
}
