import { McmError, messageOf } from "../errors.js";

const remedies: Readonly<Record<string, string>> = {
  SQLITE_CANTOPEN: "check that the folder exists and that you may write to it",
  SQLITE_READONLY: "it may only be read; give it, and its folder, write permission",
  SQLITE_PERM: "check that you may write to it",
  SQLITE_NOTADB: "it is not a SQLite database; name another file",
  SQLITE_CORRUPT: "it is damaged; restore it from a backup",
  SQLITE_BUSY: "another process has held it for a minute; try again when that is done",
  SQLITE_IOERR: "the disk cannot be read or written",
};

/** A driver's error as one that says what to do; any other thrown thing is passed on as it is. */
export function asStoreError(thrown: unknown, path: string): unknown {
  if (thrown instanceof McmError || !(thrown instanceof Error)) return thrown;
  const code = "code" in thrown ? String(thrown.code) : "";
  if (code === "SQLITE_FULL") {
    const message = `the disk that holds ${name(path)} is full; nothing of this batch was stored: make room and try again`;
    return new McmError("store_full", message, { cause: thrown });
  }
  const known = Object.keys(remedies).find((prefix) => code.startsWith(prefix));
  const isMissingFolder = thrown instanceof TypeError && messageOf(thrown).includes("directory does not exist");
  const remedy = isMissingFolder ? "its folder does not exist; make it first" : known && remedies[known];
  if (!remedy) return thrown;
  return new McmError("store_unavailable", `cannot use ${name(path)}: ${remedy}`, { cause: thrown });
}

const name = (path: string): string => `the database ${JSON.stringify(path)}`;
