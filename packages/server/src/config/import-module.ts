import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";

/** What modules of a configuration may import of ours, whether it is installed beside them or not. */
const own = [
  "@mcm/engine",
  "@mcm/engine/files",
  "@mcm/engine/sqlite",
  "@mcm/engine/testing",
  "@mcm/sources",
  "@mcm/rules-builtin",
  "@mcm/server",
  "zod",
];

/** Imports a module, in TypeScript or JavaScript, as one may write it without knowing how it is run. */
export async function importAs(
  file: string,
): Promise<{ readonly default?: unknown; readonly [name: string]: unknown }> {
  const alias = Object.fromEntries(own.map((name) => [name, fileURLToPath(import.meta.resolve(name))]));
  const jiti = createJiti(import.meta.url, { alias });
  return jiti.import(file);
}

/** A package's own name, or its path from a folder that may have it. */
export function resolvePackage(name: string, folder: string): string | null {
  try {
    return createRequire(`${folder}/`).resolve(name);
  } catch {
    return null;
  }
}
