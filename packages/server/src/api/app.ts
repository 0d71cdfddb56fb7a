import type { Engine } from "@mcm/engine";
import express, { type Express } from "express";
import { securityHeaders } from "../security/headers.js";
import { checkHost } from "../security/host.js";
import { checkOrigin } from "../security/origin.js";
import { sayError } from "../terminal/output.js";
import { dashboardPages } from "./dashboard.js";
import { handleErrors } from "./problem.js";
import { apiRoutes } from "./routes.js";

/** What the HTTP application serves, and to whom. */
export interface AppOptions {
  /** Where events and findings come from; closed by whoever made it. */
  readonly engine: Engine;
  /** Folder of the built dashboard; without it `/` says how to get one. */
  readonly dashboard?: string | undefined;
  /** What clients must send as `Authorization: Bearer …`; none by default. */
  readonly token?: string | undefined;
  /** Names that `Host` may carry beside `localhost` and IP addresses, without port; none by default. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Told of each failure that is the server's own; writes its message to standard error by default. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** The HTTP application: API under `/api`, dashboard elsewhere. Listens nowhere yet; see `startServer`. */
export function createApp({ engine, dashboard, token, allowedHosts = [], onError = sayError }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", false);
  app.use(securityHeaders, checkHost(allowedHosts), checkOrigin);
  app.use("/api", apiRoutes(engine, token));
  app.use(dashboardPages(dashboard));
  app.use(handleErrors(onError));
  return app;
}
