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
  const found = await lookAt(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read ${JSON.stringify(file)}: ${faults[error.code ?? ""] ?? messageOf(error)}`);
  });
  if (found.isDirectory())
    throw new UsageError(`cannot read ${JSON.stringify(file)}: it is a folder; name the files in it`);
}

async function lookAt(file: string) {
  await access(file, constants.R_OK);
  return stat(file);
}
