import type { RequestHandler } from "express";
import { Problem } from "../api/problem.js";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses requests that a page of another site made. Reads give such a page nothing, for its browser does not
 * hand it the answer, but they are refused as well where the browser says who asks.
 */
export const checkOrigin: RequestHandler = (request, _response, next) => {
  const foreignOrigin = !isOwnOrigin(request.get("origin"), request.get("host"));
  const foreignWrite = !safeMethods.has(request.method) && !isOwnSite(request.get("sec-fetch-site"));
  if (foreignOrigin || foreignWrite) {
    throw new Problem(
      403,
      "the request comes from a page of another site; open the dashboard at this server's own address",
    );
  }
  next();
};

/** Compares names and ports alone: behind a proxy that ends TLS the page's scheme is not ours. */
function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  const page = URL.parse(origin);
  return page !== null && page.host !== "" && page.host === URL.parse(`${page.protocol}//${host}`)?.host;
}

/** What a browser says of the page that asks; other clients do not say. */
function isOwnSite(site: string | undefined): boolean {
  return site === undefined || site === "same-origin" || site === "none";
}
