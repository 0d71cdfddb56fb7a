import type { Engine } from "@mcm/engine";
import { Router } from "express";
import { checkParameters } from "../parameters/check-parameters.js";
import { findingQuery } from "../parameters/finding-query.js";
import { allowMethods } from "./allow-methods.js";
import { requestParameters } from "./request-parameters.js";
import { sendPage } from "./send-page.js";

/** `GET` lists findings. */
export function findingRoutes(engine: Engine): Router {
  const routes = Router();
  routes
    .route("/")
    .get(async (request, response) => {
      const query = checkParameters(findingQuery, requestParameters(request));
      const { limit, offset, sort: _, ...filter } = query;
      const [rows, total] = await Promise.all([engine.findings(query), engine.count("findings", filter)]);
      sendPage(request, response, { rows, total, limit, offset });
    })
    .all(allowMethods("GET", "HEAD"));
  return routes;
}
