/**
 * Serves the product while it is being worked on: the server, rebuilt and restarted when a package changes, and Vite
 * for the dashboard, which sends what it does not know to the server.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { prepare } from "./prepare.mjs";

const root = join(import.meta.dirname, "..");
const dashboard = join(root, "examples", "dashboard");
const mcm = join(root, "packages", "server", "dist", "mcm.js");
const sampleRules = join(root, "examples", "rules");
const say = (line: string) => console.error(line);

const isSource = (path: string | null) => path !== null && /[\\/]src[\\/]/.test(path) && !path.endsWith(".test.ts");

let changed = Promise.withResolvers<void>();
watch(join(root, "packages"), { recursive: true }, (_, path) => {
  if (isSource(path)) changed.resolve();
});

const vite = spawn(process.execPath, [join(dashboard, "node_modules", "vite", "bin", "vite.js")], {
  cwd: dashboard,
  stdio: "inherit",
});

let server: ChildProcess | null = null;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    vite.kill();
    server?.kill();
    process.exit();
  });
}

for (;;) {
  changed = Promise.withResolvers();
  if (await isBuilt()) {
    await stop(server);
    server = spawn(process.execPath, [mcm, "serve", "--demo", "--rules", sampleRules, ...process.argv.slice(2)], {
      stdio: "inherit",
    });
  }
  await changed.promise;
  // An editor that saves several files gets one build.
  await sleep(100);
}

async function isBuilt(): Promise<boolean> {
  try {
    await prepare(root, ["@mcm/server"], say);
    return true;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return false;
  }
}

async function stop(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, "exit");
}
