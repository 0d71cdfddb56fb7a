import { cursorOf, type Engine } from "@mcm/engine";
import { Router } from "express";
import { checkParameters } from "../parameters/check-parameters.js";
import { findingQuery } from "../parameters/finding-query.js";
import { defaultPage } from "../parameters/paging.js";
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
      const { limit = defaultPage, offset: _, cursor: __, sort, ...filter } = query;
      // One row more than asked for tells whether there is a next page.
      const rows = await engine.findings({ ...query, limit: limit + 1 });
      const total = await engine.total("findings", filter);
      sendPage(request, response, { rows, total, limit, cursorOf: (row) => cursorOf("findings", row, sort) });
    })
    .all(allowMethods("GET", "HEAD"));
  return routes;
}
