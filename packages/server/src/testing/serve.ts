import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type Engine, type EventInput } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { builtinRules } from "@mcm/rules-builtin";
import { onTestFinished } from "vitest";
import { type ServerOptions, startServer } from "../serve/start-server.js";

/** A server for one test. */
export interface TestServer {
  readonly engine: Engine;
  readonly url: string;
}

/** A real server over a real database in memory, on a free port; stopped when the test has finished. */
export async function serve({ engine = memoryEngine(), ...options }: Partial<ServerOptions> = {}): Promise<TestServer> {
  const server = await startServer({ engine, port: 0, ...options });
  onTestFinished(async () => {
    await server.close();
    await engine.close();
  });
  return { engine, url: server.url };
}

function memoryEngine(): Engine {
  return createEngine({ store: sqlite(":memory:"), rules: builtinRules });
}

/** A path for a database of one test, in a folder of its own that goes with the test. */
export async function freshFile(name = "test.db"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mcm-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, name);
}

/** An answer, as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends a request with exactly these headers, which `fetch` does not let a test do. */
export function send(
  url: string,
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { method = "GET", path = "/api/events", headers = {}, body } = options;
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ host: hostname, port, method, path, headers }, async (response) => {
      let text = "";
      for await (const chunk of response.setEncoding("utf8")) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Sends exactly these bytes and gives all that comes back until the server hangs up. */
export async function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  let text = "";
  for await (const chunk of socket.setEncoding("utf8")) text += chunk;
  return text;
}

/** A failed login of `ada` on 2025-01-20, `minute` minutes past nine, unless told otherwise. */
export function event(minute: number, fields: Partial<EventInput> = {}): EventInput {
  const timestamp = new Date(Date.UTC(2025, 0, 20, 9, minute)).toISOString();
  return { external_id: `e${minute}`, source: "test", timestamp, user: "ada", event_type: "login_failed", ...fields };
}
