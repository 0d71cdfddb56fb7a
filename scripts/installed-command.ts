import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** The file for Node.js behind a command that one of the root's packages brings: no shell, no shim. */
export function installedCommand(name: string, command: string): string {
  const directory = join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
    bin: string | Record<string, string>;
  };
  const file = typeof bin === "string" ? bin : bin[command];
  if (file === undefined) throw new Error(`the package ${name} brings no command "${command}"`);
  return join(directory, file);
}
