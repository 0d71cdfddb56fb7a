import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { messageOf } from "../message-of.js";
import { UsageError } from "../usage-error.js";

const faults: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not read it",
};

/**
 * Looks before anything is read or made, so that a mistyped name leaves nothing half done.
 *
 * @throws {UsageError} when the file cannot be read; `-` always can.
 */
export async function checkReadable(file: string): Promise<void> {
  if (file === "-") return;
  const found = await lookAt(file);
  if (found.isDirectory())
    throw new UsageError(`cannot read ${JSON.stringify(file)}: it is a folder; name the files in it`);
}

/**
 * What is at a path that may be read.
 *
 * @throws {UsageError} when there is nothing, or it may not be read.
 */
export async function lookAt(path: string) {
  try {
    await access(path, constants.R_OK);
    return await stat(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new UsageError(`cannot read ${JSON.stringify(path)}: ${faults[code] ?? messageOf(error)}`);
  }
}
