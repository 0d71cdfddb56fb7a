import type { Engine } from "@mcm/engine";
import { Router } from "express";
import { checkParameters } from "../parameters/check-parameters.js";
import { summaryQuery } from "../parameters/summary-query.js";
import { allowMethods } from "./allow-methods.js";
import { requestParameters } from "./request-parameters.js";

/** `GET` gives totals and counts a day. */
export function summaryRoutes(engine: Engine): Router {
  const routes = Router();
  routes
    .route("/")
    .get(async (request, response) => {
      response.json(await engine.summary(checkParameters(summaryQuery, requestParameters(request))));
    })
    .all(allowMethods("GET", "HEAD"));
  return routes;
}
