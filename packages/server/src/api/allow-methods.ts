import type { RequestHandler } from "express";
import { Problem } from "./problem.js";

/** Ends a route: answers OPTIONS, and 405 for every method that nothing before it took; both name what is allowed. */
export function allowMethods(...methods: readonly string[]): RequestHandler {
  const allowed = [...methods, "OPTIONS"].join(", ");
  return function refuseMethod(request, response) {
    response.set("Allow", allowed);
    if (request.method === "OPTIONS") return void response.status(204).end();
    throw new Problem(405, `${request.method} is not possible here; ${allowed} are`);
  };
}
