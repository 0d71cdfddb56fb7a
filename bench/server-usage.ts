import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";

/** What a PostgreSQL server did so far, for everybody. */
export interface ServerUsage {
  /** Of the processor, in milliseconds; null where the server is not on this machine, or this is no Linux. */
  readonly busy: number | null;
  /** Bytes of its write-ahead log. */
  readonly written: number;
}

/** Milliseconds in one of the ticks of /proc, on every Linux that Node.js runs on. */
const tick = 10;

/** Looks at what a server does, as its superuser. */
export async function usageOf(url: string): Promise<{ look(): Promise<ServerUsage>; end(): Promise<void> }> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  const { rows } = await db.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const own = statOf(rows[0]?.pid ?? 0);
  return {
    look: async () => {
      const { rows } = await db.query<{ written: string }>("SELECT pg_current_wal_insert_lsn() - '0/0' AS written");
      return { busy: own ? busyOf(own.parent) : null, written: Number(rows[0]?.written) };
    },
    end: () => db.end(),
  };
}

/** Of a process and of all that it started. */
function busyOf(server: number): number {
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && statOf(Number(name))?.parent === server);
  const sum = children.reduce((sum, pid) => sum + (statOf(Number(pid))?.ticks ?? 0), 0);
  return tick * (sum + (statOf(server)?.ticksOfAll ?? 0));
}

/** See proc_pid_stat(5). The name of the program, which may hold anything, is in parentheses. */
function statOf(pid: number) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    if (!text.includes("(postgres)")) return null;
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [parent, user, system, userOfEnded, systemOfEnded] = [1, 11, 12, 13, 14].map((place) =>
      Number(fields[place]),
    ) as [number, number, number, number, number];
    return { parent, ticks: user + system, ticksOfAll: user + system + userOfEnded + systemOfEnded };
  } catch {
    // It has ended meanwhile, or there is no /proc.
    return null;
  }
}
