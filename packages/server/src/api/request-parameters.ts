import type { Request } from "express";
import type { Given } from "../parameters/check-parameters.js";

/** The query string's values by name, in the order given. */
export function requestParameters(request: Request): Given {
  const values = new Map<string, string[]>();
  for (const [name, value] of queryOf(request)) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

/** The query string, decoded. */
export function queryOf(request: Request): URLSearchParams {
  const start = request.originalUrl.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : request.originalUrl.slice(start));
}
