import { McmError } from "@mcm/engine";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import { RequestError } from "@octokit/request-error";
import type { Connection } from "./connection.js";

/** What asks GitHub, and as whom. */
export interface Credentials {
  readonly identity: "nobody" | "token" | "app";
  /** Sends what needs no more than a token. */
  readonly request: Octokit["request"];
  /** Sends what an App asks as itself, signed anew each time; undefined where there is no App. */
  readonly asApp: Octokit["request"] | undefined;
  /** What goes into `Authorization`; a new token of the App where the last one is not taken any more. */
  readonly authorization: (how: { readonly renewed: boolean }) => Promise<string | undefined>;
}

/** What Octokit would write to the console. */
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Somebody to ask GitHub as: an App's installation, a token's owner, or nobody. */
export function createCredentials(connection: Connection): Credentials {
  const { token, appId, privateKey, installationId, baseUrl, timeout } = connection;
  const request = { log: silent, fetch: bounded(timeout) };
  const options = { baseUrl, userAgent: "mini-compliance-monitor", log: silent, request };
  const asAnybody = new Octokit(options).request;
  if (appId === undefined || privateKey === undefined || installationId === undefined) {
    return {
      identity: token === undefined ? "nobody" : "token",
      request: asAnybody,
      asApp: undefined,
      authorization: async () => (token === undefined ? undefined : `token ${token}`),
    };
  }
  const app = new Octokit({
    ...options,
    authStrategy: createAppAuth,
    auth: { appId, privateKey, installationId },
  });
  return {
    identity: "app",
    request: asAnybody,
    asApp: app.request,
    // Sent by itself, Octokit would sleep behind a refused token; waiting is the engine's.
    authorization: async ({ renewed }) => {
      const { token: made } = (await installationToken(app, renewed)) as { readonly token: string };
      return `token ${made}`;
    },
  };
}

/** Octokit keeps the token, and makes a new one a minute before it expires. */
async function installationToken(app: Octokit, refresh: boolean): Promise<unknown> {
  try {
    return await app.auth({ type: "installation", refresh });
  } catch (thrown) {
    if (thrown instanceof RequestError) throw thrown;
    const fact = thrown instanceof Error ? thrown.message : String(thrown);
    throw new McmError("invalid_source", `"privateKey" cannot be used: ${fact}; give what the App's PEM file holds`);
  }
}

/** `fetch` that gives up after some milliseconds, the reading of the body included. */
function bounded(timeout: number): typeof fetch {
  return (input, init) => {
    const tooLong = AbortSignal.timeout(timeout);
    return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, tooLong]) : tooLong });
  };
}
