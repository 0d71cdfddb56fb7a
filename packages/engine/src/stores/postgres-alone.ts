import pg from "pg";
import { McmError } from "../errors.js";
import type { SharedWork } from "../store.js";

/**
 * Holds sources for one process at a time, each by a lock that lasts as long as a connection: a process that is killed
 * holds nothing any more.
 */
export function holdSources(settings: pg.ClientConfig): SharedWork["alone"] {
  return async (source, work) => {
    const client = new pg.Client(settings);
    const lost = new AbortController();
    let isDone = false;
    client.on("error", () => undefined);
    client.on("end", () => {
      if (!isDone) lost.abort();
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ held: boolean }>(
        "SELECT pg_try_advisory_lock(hashtext('mcm source'), hashtext($1)) AS held",
        [source],
      );
      if (!rows[0]?.held) {
        throw new McmError(
          "source_busy",
          `source ${JSON.stringify(source)} is being pulled by another process; try again when that is done`,
        );
      }
      const result = await work(lost.signal);
      if (!lost.signal.aborted) return result;
      throw new McmError(
        "store_unavailable",
        `the connection that holds source ${JSON.stringify(source)} broke, so that others may pull it; pull it again to go on`,
      );
    } finally {
      isDone = true;
      await client.end().catch(() => undefined);
    }
  };
}
