import pg from "pg";

/** Makes a database of this process's own on a server, where there is none of that name yet. Gives its URL. */
export async function databaseAt(server: string, place: string): Promise<string> {
  const name = `${process.pid}-${place}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
