import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { type SqliteCheckpoints, sqliteCheckpoints } from "./sqlite-checkpoints.js";

interface Opened {
  readonly db: Database.Database;
  readonly path: string;
  readonly checkpoints: SqliteCheckpoints;
  /** Writes some 250 pages. */
  readonly write: () => void;
}

function opened(): Opened {
  const folder = mkdtempSync(join(tmpdir(), "mcm-checkpoints-"));
  const path = join(folder, "test.db");
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.pragma("wal_autocheckpoint = 0");
  db.exec("CREATE TABLE blobs (content BLOB)");
  const checkpoints = sqliteCheckpoints(db, { longest: 1000 });
  onTestFinished(async () => {
    await checkpoints.close();
    db.close();
    rmSync(folder, { recursive: true });
  });
  const insert = db.prepare("INSERT INTO blobs VALUES (zeroblob(1000000))");
  return { db, path, checkpoints, write: () => insert.run() };
}

test("the log stays short however much is written, and others in the process have their turn meanwhile", async () => {
  const { db, path, checkpoints, write } = opened();
  const version = db.pragma("data_version");
  let waits = 0;
  for (let count = 0; count < 40; count++) {
    const turns = new Promise<boolean>((resolve) => setImmediate(() => resolve(true)));
    const kept = checkpoints.keepUp();
    if (await Promise.race([kept.then(() => false), turns])) waits++;
    await kept;
    write();
  }
  expect(waits).toBeGreaterThan(3);
  expect(statSync(`${path}-wal`).size).toBeLessThan(8_000_000);
  expect(statSync(path).size).toBeGreaterThan(30_000_000);
  // It is nobody else's write: what a process remembers still holds.
  expect(db.pragma("data_version")).toEqual(version);
});

test("the log starts over though others go on writing", async () => {
  const { db, path, checkpoints, write } = opened();
  const other = new Database(path, { timeout: 5000 });
  onTestFinished(() => void other.close());
  other.pragma("wal_autocheckpoint = 0");
  const writeToo = other.prepare("INSERT INTO blobs VALUES (zeroblob(100000))");
  let others = 0;
  for (let count = 0; count < 5; count++) write();
  let isKept = false;
  const kept = checkpoints.keepUp().then(() => {
    isKept = true;
  });
  for (; !isKept; others++) {
    writeToo.run();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await kept;
  write();
  const [{ log }] = db.pragma("wal_checkpoint(NOOP)") as [{ log: number }];
  // Had it never started over, it would hold all that was written.
  expect(log).toBeLessThan(6 * 240 + others * 24);
});

test("a checkpoint that cannot be made is told of, and the next transaction tries again", async () => {
  const { path, checkpoints, write } = opened();
  for (let count = 0; count < 5; count++) write();
  rmSync(path);
  await expect(checkpoints.keepUp()).rejects.toMatchObject({ code: expect.stringMatching(/^SQLITE_/) });
  await expect(checkpoints.keepUp()).rejects.toMatchObject({ code: expect.stringMatching(/^SQLITE_/) });
  expect(existsSync(path)).toBe(false);
});
