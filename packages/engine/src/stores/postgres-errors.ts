import { McmError, messageOf } from "../errors.js";

const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; start PostgreSQL, or correct the host and port",
  ENOTFOUND: "there is no host of that name; correct it",
  EAI_AGAIN: "the name of the host cannot be looked up; check the network",
  ETIMEDOUT: "it does not answer; check the network and the firewall",
  EHOSTUNREACH: "it cannot be reached; check the network",
  ECONNRESET: "it cut the connection; look into its log",
  EPIPE: "it cut the connection; look into its log",
  "28P01": "the password is wrong",
  "28000": "it refuses this user; check its pg_hba.conf, and whether it wants TLS (sslmode=require)",
  "3D000": "there is no database of that name; create it first",
  "42501": "this user may not create or write its tables; grant it that",
  "25006": "it may only be read; name its primary server",
  "53300": "it has no connection left; raise its max_connections, or lower the pool",
  "57P03": "it is starting up or shutting down; try again",
  "57P01": "an administrator cut the connection; try again",
  "57014": "a statement took too long and was stopped",
  "55P03": "another process holds what this one needs; try again when that is done",
};

/** Whether the connection is gone, or the server for now, so that the same may succeed on another connection. */
export function isCutOff(thrown: unknown): boolean {
  const code = codeOf(thrown);
  if (/^(08|57P0[123]|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN)/.test(code)) return true;
  return (
    thrown instanceof Error && /^(Connection terminated|Client has encountered|timeout exceeded)/.test(thrown.message)
  );
}

/** Whether PostgreSQL undid a transaction for the sake of another one, or of one that made the same finding meanwhile. */
export const isUndone = (thrown: unknown): boolean =>
  ["40001", "40P01"].includes(codeOf(thrown)) ||
  (thrown instanceof Error && "constraint" in thrown && thrown.constraint === "finding_records_live");

/** A driver's error as one that says what to do, without the password; any other thrown thing is passed on as it is. */
export function asStoreError(thrown: unknown, place: string): unknown {
  if (thrown instanceof McmError || !(thrown instanceof Error)) return thrown;
  const code = codeOf(thrown);
  if (code === "53100") {
    const message = `the disk of the database ${place} is full: make room and try again; nothing is half done, and what is stored is known then`;
    return new McmError("store_full", message, { cause: thrown });
  }
  const remedy =
    remedies[code] ?? (isCutOff(thrown) ? "the connection broke; check that it runs, and the network" : null);
  if (remedy)
    return new McmError("store_unavailable", `cannot use the database ${place}: ${remedy}`, { cause: thrown });
  const isTls = /SSL|certificate/i.test(thrown.message);
  if (!isTls) return thrown;
  return new McmError(
    "store_unavailable",
    `cannot use the database ${place}: TLS failed (${messageOf(thrown)}); check sslmode and sslrootcert in its URL`,
    { cause: thrown },
  );
}

function codeOf(thrown: unknown): string {
  // Where a host has several addresses, Node.js gathers what each attempt met.
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return codeOf(thrown.errors[0]);
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}
