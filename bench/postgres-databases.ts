import process from "node:process";
import pg from "pg";
import { startPostgres } from "../packages/engine/test/postgres-server.ts";

/** Does work with the URL of a server: that of MCM_TEST_POSTGRES, else one that is started for it. */
export async function onPostgres(work: (server: string) => Promise<void>): Promise<void> {
  const given = process.env.MCM_TEST_POSTGRES;
  if (given) return work(given);
  const { url, stop } = await startPostgres();
  try {
    await work(url);
  } finally {
    await stop();
  }
}

/** Makes a database of that name where there is none; tells whether there was. */
export async function databaseCalled(server: string, name: string): Promise<{ url: string; isMade: boolean }> {
  const known = await query(server, "SELECT datname FROM pg_database");
  const isMade = known.some(({ datname }) => datname === name);
  if (!isMade) await query(server, `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  return { url: Object.assign(new URL(server), { pathname: `/${name}` }).href, isMade };
}

/** Drops the database of a URL. */
export async function dropDatabase(server: string, url: string): Promise<void> {
  await query(server, `DROP DATABASE ${pg.escapeIdentifier(new URL(url).pathname.slice(1))}`);
}

/** The rows of one query, on a connection of its own. */
export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}
