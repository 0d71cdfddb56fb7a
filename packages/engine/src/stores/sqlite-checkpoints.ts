import { once } from "node:events";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import type Database from "better-sqlite3";

/** Keeps the write-ahead log short. */
export interface SqliteCheckpoints {
  /** To be awaited before a transaction, outside of any: while the log is long, what it holds is moved into the file. */
  keepUp(): Promise<void>;
  close(): Promise<void>;
}

/**
 * What the thread runs: a connection of its own, for the driver's calls hold up whichever thread makes them. First it moves
 * what there is while other processes go on writing, and then, holding them up, the little that came meanwhile: otherwise there
 * might never be a moment at which the log can start over.
 */
const thread = `
const { parentPort, workerData } = require("node:worker_threads");
const Database = require(workerData.driver);
parentPort.on("message", () => {
  let db;
  try {
    db = new Database(workerData.path, { fileMustExist: true, timeout: 1000 });
    db.pragma("wal_checkpoint(PASSIVE)");
    db.pragma("wal_checkpoint(RESTART)");
    parentPort.postMessage({});
  } catch (error) {
    parentPort.postMessage({ message: error.message, code: error.code });
  } finally {
    db?.close();
  }
});`;

/**
 * Has checkpoints made by a thread of their own: moving 64 MB takes a tenth of a second, or as long as a slow disk wants,
 * for which this one would answer nobody. Only writers wait for it. The thread is started when the log is long for the first
 * time: at 8,000 pages by default, which are 64 MB. A page that was written over and over is moved once, so longer logs write
 * less.
 */
export function sqliteCheckpoints(db: Database.Database, { longest = 8000 } = {}): SqliteCheckpoints {
  const look = db.prepare("PRAGMA wal_checkpoint(NOOP)");
  let worker: Worker | undefined;
  return {
    keepUp: async () => {
      const { log, checkpointed } = look.get() as { log: number; checkpointed: number };
      if (log - checkpointed < longest) return;
      worker ??= start(db.name).once("error", () => {
        worker = undefined;
      });
      const fault = await ask(worker);
      if (fault.message !== undefined) throw Object.assign(new Error(fault.message), { code: fault.code });
    },
    close: async () => {
      await worker?.terminate();
    },
  };
}

function start(path: string): Worker {
  const driver = createRequire(import.meta.url).resolve("better-sqlite3");
  const worker = new Worker(thread, { eval: true, workerData: { driver, path } });
  worker.unref();
  return worker;
}

/** Gives what went wrong, if anything did. The process does not end meanwhile, but otherwise it may. */
async function ask(worker: Worker): Promise<{ readonly message?: string; readonly code?: string }> {
  worker.ref();
  worker.postMessage("checkpoint");
  const [fault] = await once(worker, "message");
  worker.unref();
  return fault;
}
