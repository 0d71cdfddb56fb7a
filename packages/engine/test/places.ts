import pg from "pg";
import type { Store } from "../src/index.ts";
import { postgres } from "../src/stores/postgres.ts";
import { sqlite } from "../src/stores/sqlite.ts";

/* Where tests keep data: a path or `:memory:` for SQLite, a URL for PostgreSQL. */

/** A store at a place. */
export const storeAt = (place: string): Store =>
  // So few keys apart that they are merged in the shortest of tests.
  place.startsWith("postgres:") ? postgres(place) : sqlite(place, { recentKeys: 40 });

let made = 0;

/** Makes an empty database on a server. Gives its URL. */
export async function freshDatabase(server: string): Promise<string> {
  const name = `${process.pid}-${made++}`;
  await query(server, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`));
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

/** Empties a database that a store has been opened on, which is much quicker than making another. */
export async function emptied(url: string): Promise<string> {
  await query(url, async (client) => {
    const { rows } = await client.query<{ tablename: string }>(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'kysely%'",
    );
    const tables = rows.map(({ tablename }) => tablename).filter((name) => name !== "partitions");
    if (tables.length > 0) await client.query(`TRUNCATE ${tables.join(", ")} RESTART IDENTITY`);
  });
  return url;
}

async function query(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
