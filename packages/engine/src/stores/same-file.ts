import { statSync } from "node:fs";
import { resolve } from "node:path";
import { McmError } from "../errors.js";

/**
 * Gives what throws once the file at a path is another than now, or none. A database that was deleted is written on without a
 * complaint until it is closed, and then all is gone.
 */
export function expectSameFile(path: string): () => void {
  const place = resolve(path);
  const { dev, ino } = statSync(place);
  return () => {
    const now = statSync(place, { throwIfNoEntry: false });
    if (now?.ino === ino && now.dev === dev) return;
    const fact = now ? "was replaced by another file" : "was deleted or moved away";
    const remedy = now ? "start anew to use that one" : "put it back, or start anew";
    throw new McmError(
      "store_unavailable",
      `the database ${JSON.stringify(path)} ${fact} while it was in use, so nothing is stored in it any more: ${remedy}`,
    );
  };
}
