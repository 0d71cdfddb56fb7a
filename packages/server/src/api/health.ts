import { Router } from "express";
import { checkParameters } from "../parameters/check-parameters.js";
import { noParameters } from "../parameters/no-parameters.js";
import { allowMethods } from "./allow-methods.js";
import { requestParameters } from "./request-parameters.js";

/** `GET` says that the server answers; open to whoever may reach it, for probes that carry no token. */
export function healthRoutes(): Router {
  const routes = Router();
  routes
    .route("/")
    .get((request, response) => {
      checkParameters(noParameters, requestParameters(request));
      response.json({ status: "ok" });
    })
    .all(allowMethods("GET", "HEAD"));
  return routes;
}
