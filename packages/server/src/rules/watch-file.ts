import { basename, dirname, resolve } from "node:path";
import { watch } from "chokidar";

/** Milliseconds of quiet after which a file counts as written. */
const quiet = 100;

/**
 * Tells when a file has been written, replaced or deleted.
 *
 * @returns A function that ends it; by then what happens from now on is seen.
 */
export async function watchFile(file: string, onChange: () => void): Promise<() => Promise<void>> {
  // By its folder, as editors put another file in its place.
  const folder = dirname(resolve(file));
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, {
    ignoreInitial: true,
    depth: 0,
    ignored: (path) => resolve(path) !== folder && basename(path) !== basename(file),
  });
  watcher.on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, quiet);
  });
  await new Promise<void>((ready) => watcher.once("ready", ready));
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}
