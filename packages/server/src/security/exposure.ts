import { isIP } from "node:net";
import { UsageError } from "../usage-error.js";

/** Where a server is to listen, and what keeps strangers out. */
export interface Exposure {
  /** `127.0.0.1` by default. */
  readonly host?: string | undefined;
  readonly token?: string | undefined;
  readonly allowAnonymous?: boolean | undefined;
}

/**
 * Refuses to let whoever reaches the machine read its events: beyond the machine itself a token is needed.
 *
 * @throws {UsageError}
 */
export function checkExposure({ host = "127.0.0.1", token, allowAnonymous = false }: Exposure): void {
  if (isLoopback(host) || token !== undefined || allowAnonymous) return;
  throw new UsageError(
    `listening on ${host} lets others read everything; set MCM_TOKEN to demand it of them, or MCM_ALLOW_ANONYMOUS=1 to let anyone in`,
  );
}

/** Whether only this machine reaches an address. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
