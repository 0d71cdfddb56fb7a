import type { Engine } from "@mcm/engine";
import { type RequestHandler, Router } from "express";
import { requireToken } from "../security/token.js";
import { eventRoutes } from "./events.js";
import { findingRoutes } from "./findings.js";
import { healthRoutes } from "./health.js";
import { Problem } from "./problem.js";
import { summaryRoutes } from "./summary.js";
import { webhookRoutes } from "./webhooks.js";

/** Everything under `/api`. With a token, all demands it but `health` and what is pushed, which sources check by themselves. */
export function apiRoutes(engine: Engine, token: string | undefined): Router {
  const routes = Router();
  routes.use(neverStored);
  routes.use("/health", healthRoutes());
  routes.use("/webhooks", webhookRoutes(engine));
  if (token !== undefined) routes.use(requireToken(token));
  routes.use("/events", eventRoutes(engine));
  routes.use("/findings", findingRoutes(engine));
  routes.use("/stats/summary", summaryRoutes(engine));
  routes.use(unknownPath);
  return routes;
}

/** Events and findings stay out of every cache on the way. */
const neverStored: RequestHandler = (_request, response, next) => {
  response.set("Cache-Control", "no-store");
  next();
};

const unknownPath: RequestHandler = (request) => {
  const path = request.originalUrl.split("?")[0];
  throw new Problem(
    404,
    `there is nothing at ${path}; see /api/health, /api/events, /api/findings, /api/stats/summary, /api/webhooks`,
  );
};
