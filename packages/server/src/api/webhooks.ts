import type { Engine, PushedRequest } from "@mcm/engine";
import express, { type ErrorRequestHandler, type Request, Router } from "express";
import { allowMethods } from "./allow-methods.js";
import { Problem } from "./problem.js";

/** The largest body, in bytes: the most that GitHub delivers. Nothing is decompressed, as bodies are signed as they come. */
export const maximumDelivery = 25 * 1024 * 1024;

/**
 * `POST /:source` hands a request to a source that records are pushed to. Senders know no token of ours: it is the
 * source that tells by the signature from whom a request is.
 */
export function webhookRoutes(engine: Engine): Router {
  const routes = Router();
  routes
    .route("/:source")
    .post(
      express.raw({ type: () => true, limit: maximumDelivery, inflate: false }),
      async (request: Request<{ source: string }>, response) => {
        const result = await engine.receive(request.params.source, pushed(request));
        const { new: added, duplicate, rejected } = result;
        response.status(202).json({ new: added, duplicate, rejected });
      },
    )
    .all(allowMethods("POST"));
  routes.use(nameLimit);
  return routes;
}

function pushed({ headers, body }: Request<{ source: string }>): PushedRequest {
  const single = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return {
    headers: Object.fromEntries(single) as PushedRequest["headers"],
    body: Buffer.isBuffer(body) ? body : new Uint8Array(),
    received_at: new Date().toISOString(),
  };
}

/** The limit here is not the one of other addresses. */
const nameLimit: ErrorRequestHandler = (error, _request, _response, next) => {
  const isTooLarge = error instanceof Error && "status" in error && error.status === 413;
  next(isTooLarge ? new Problem(413, "the body is larger than 25 MiB, the most that GitHub delivers") : error);
};
