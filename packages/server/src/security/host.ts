import { isIP } from "node:net";
import type { RequestHandler } from "express";
import { Problem } from "../api/problem.js";

/**
 * Refuses requests under a name that is not the server's own. A page on another site can have its own name
 * resolve to this machine (DNS rebinding), but its browser then sends that name as `Host`; an IP address cannot
 * be rebound.
 */
export function checkHost(allowedHosts: readonly string[]): RequestHandler {
  const names = new Set(["localhost", ...allowedHosts.map((name) => name.toLowerCase())]);
  return function refuseForeignHost(request, _response, next) {
    const name = hostName(request.get("host"));
    if (name === undefined || !(names.has(name) || isIP(name) !== 0)) {
      throw new Problem(
        403,
        "the Host header names another server; use an address of this one, or list the name in MCM_ALLOWED_HOSTS",
      );
    }
    next();
  };
}

/** The name or address in a `Host` header: no port, no brackets, lower case. */
function hostName(host: string | undefined): string | undefined {
  const url = host === undefined ? null : URL.parse(`http://${host}`);
  return url?.hostname.replace(/^\[(.*)\]$/, "$1");
}
