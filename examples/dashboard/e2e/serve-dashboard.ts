import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createEngine, type Engine, type EventInput } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { builtinRules } from "@mcm/rules-builtin";
import { startServer } from "@mcm/server";
import { generateFakeEvents } from "@mcm/sources";

/** The built app. */
const dashboard = fileURLToPath(new URL("../dist", import.meta.url));

/** A server with the built dashboard over a database in memory. */
export interface Served {
  readonly url: string;
  readonly engine: Engine;
  /** Stops answering; the database stays. */
  stop(): Promise<void>;
  /** Answers again at the same address. */
  restart(): Promise<void>;
  /** Ends it all. */
  close(): Promise<void>;
}

/** Serves the built dashboard over these events and what the built-in rules find in them. */
export async function serveDashboard(events: readonly EventInput[]): Promise<Served> {
  if (!existsSync(`${dashboard}/index.html`)) {
    throw new Error('examples/dashboard/dist holds no built dashboard; build it with "npm run build" first');
  }
  const engine = createEngine({ store: sqlite(":memory:"), rules: builtinRules });
  const { rejected } = await engine.ingest(events);
  if (rejected[0]) throw new Error(`an event of the test was rejected: ${rejected[0].message}`);

  const start = (port: number) => startServer({ engine, port, host: "127.0.0.1", dashboard });
  let server: Awaited<ReturnType<typeof start>> | null = await start(0);
  const { url } = server;
  const stop = async () => {
    await server?.close();
    server = null;
  };
  return {
    url,
    engine,
    stop,
    restart: async () => {
      server ??= await start(Number(new URL(url).port));
    },
    close: async () => {
      await stop();
      await engine.close();
    },
  };
}

/** The 30 days before `end` of an invented company, the same each time. */
export function demoMonth(end = new Date("2026-03-01T00:00:00.000Z"), count = 3000): readonly EventInput[] {
  return generateFakeEvents(count, { seed: 1, to: end.toISOString() });
}
