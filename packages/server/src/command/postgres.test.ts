import { once } from "node:events";
import { connect, createServer } from "node:net";
import { dirname } from "node:path";
import pg from "pg";
import { beforeEach, expect, inject, it, onTestFinished, vi } from "vitest";
import { runMcm, startMcm } from "../testing/mcm.js";
import { event, freshFile } from "../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

declare module "vitest" {
  interface ProvidedContext {
    /** URL of a PostgreSQL server for tests. */
    postgres: string;
  }
}

let cwd: string;
let made = 0;

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

/** The URL of an empty database. */
async function freshDatabase(): Promise<string> {
  const server = inject("postgres");
  const name = `server-${process.pid}-${made++}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  await client.end();
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

const input = Array.from({ length: 300 }, (_, index) => JSON.stringify(event(index))).join("\n");

/** What a database finds in the input, but for what depends on when. */
async function foundIn(db: string): Promise<unknown> {
  const run = (words: string) => runMcm(words.split(" "), { cwd, env: { MCM_DB: db }, input });
  const ingested = await run("ingest - --batch 70 --json");
  const again = await run("ingest - --json");
  const findings = (await run("findings --json --limit 1000")).out
    .split("\n")
    .filter(Boolean)
    .map((line) => ({ ...JSON.parse(line), id: 0, created_at: "", event_id: 0, revision: 0 }));
  const stats = await run("stats --json");
  return { codes: [ingested.code, again.code], again: JSON.parse(again.out), findings, stats: JSON.parse(stats.out) };
}

it("finds in PostgreSQL what it finds in a file", async () => {
  const inFile = await foundIn("file.db");
  expect(await foundIn(await freshDatabase())).toEqual(inFile);
  expect(inFile).toMatchObject({ codes: [0, 0], again: { new: 0, duplicate: 300 } });
  expect((inFile as { findings: unknown[] }).findings.length).toBeGreaterThan(0);
});

it("serves as soon as a server that was away is there", async () => {
  const target = new URL(await freshDatabase());
  const forwarder = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on("error", () => socket.destroy());
  });
  forwarder.listen(0, "127.0.0.1");
  await once(forwarder, "listening");
  const { port } = forwarder.address() as { port: number };
  await new Promise((resolve) => forwarder.close(resolve));

  const url = Object.assign(new URL(target), { port: `${port}` }).href;
  const child = startMcm(["serve", "--port", "0", "--db", url], { cwd });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said] = (await once(child.stderr as NodeJS.ReadableStream, "data")) as [Buffer];
  expect(`${said}`).toMatch(
    /^cannot use the database "127\.0\.0\.1:\d+\/server-.*": nothing listens there.*trying again in 1 s/,
  );
  forwarder.listen(port, "127.0.0.1");
  onTestFinished(() => void forwarder.close());
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  expect((await fetch(`${String(line).trim()}/api/stats/summary`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([0, null]);
});
