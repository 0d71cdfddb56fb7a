import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type AppOptions, createApp } from "../api/app.js";
import { checkExposure } from "../security/exposure.js";
import { sayError } from "../terminal/output.js";
import { UsageError } from "../usage-error.js";
import { runRegularly } from "./run-regularly.js";

/** Where to serve what. */
export interface ServerOptions extends AppOptions {
  /** 0 for any free one; 3000 by default. */
  readonly port?: number | undefined;
  /** Address or name to listen on; `127.0.0.1` by default. Others than this machine's own demand a `token`. */
  readonly host?: string | undefined;
  /** Listen beyond this machine without a token; false by default. */
  readonly allowAnonymous?: boolean | undefined;
  /** Milliseconds between runs of the rules on events that others wrote; 5,000 by default. */
  readonly runEvery?: number | undefined;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Answers what it has begun to answer, for at most 5 seconds, and stops. The engine stays open. */
  close(): Promise<void>;
}

const timeouts = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
};

const gracePeriod = 5_000;

/**
 * Serves API and dashboard, and runs the rules on events that other processes write.
 *
 * @throws {UsageError} when the address cannot be listened on, or is open to others and no token guards it.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { port = 3000, host = "127.0.0.1", runEvery = 5_000, engine, onError = sayError } = options;
  checkExposure({ ...options, host });
  const allowedHosts = [host, ...(options.allowedHosts ?? [])];
  const server = createServer(timeouts, createApp({ ...options, onError, allowedHosts }));
  await listen(server, host, port);
  const running = runRegularly(engine, { every: runEvery, onError });
  return {
    url: urlOf(server, host),
    close: async () => {
      await Promise.all([running.stop(), stopListening(server)]);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
}

const listenFaults: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `port ${port} on ${host} is in use; stop what holds it, or choose another port with --port or PORT`,
  EACCES: (host, port) => `port ${port} on ${host} is not open to this user; choose one above 1023 with --port or PORT`,
  EADDRNOTAVAIL: (host) => `${host} is not an address of this machine; choose another with --host or MCM_HOST`,
  ENOTFOUND: (host) => `${host} is not a known name; choose another with --host or MCM_HOST`,
};

function listenError(error: NodeJS.ErrnoException, host: string, port: number): UsageError {
  const fault = listenFaults[error.code ?? ""]?.(host, port);
  return new UsageError(fault ?? `cannot listen on port ${port} of ${host}: ${error.message}`, { cause: error });
}

function stopListening(server: Server): Promise<void> {
  const impatience = setTimeout(() => server.closeAllConnections(), gracePeriod);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(impatience);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
