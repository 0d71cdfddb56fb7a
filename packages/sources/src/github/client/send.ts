import { RequestError } from "@octokit/request-error";
import type { Credentials } from "./credentials.js";
import { parseExactly } from "./exact-json.js";
import { unavailable } from "./refusal.js";
import type { AnswerHeaders } from "./rest.js";

/** What is asked of GitHub. */
export interface Wanted {
  /** With `{parameters}`: `/orgs/{org}/events`. */
  readonly path: string;
  /** Of the path; all others are of the query. */
  readonly parameters: Readonly<Record<string, string | number | undefined>>;
  /** The state that is known: answered with 304 while it is the same. */
  readonly etag?: string | null | undefined;
  /** Statuses that are answers too. */
  readonly expected?: readonly number[] | undefined;
  /** Whether an App asks as itself, not as what it is installed in. */
  readonly asApp?: boolean | undefined;
}

/** What GitHub sent back. */
export interface Received {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** The body's value; undefined where the status says that there is none. */
  readonly data: unknown;
}

/** The path that is asked, with its parameters filled in and without the query. */
export function pathOf({ path, parameters }: Pick<Wanted, "path" | "parameters">): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])));
}

/** Sends a question, once more with a new token where an App's is not taken any more. */
export async function send(credentials: Credentials, wanted: Wanted, signal: AbortSignal): Promise<Received> {
  const { identity, asApp, authorization, request } = credentials;
  if (wanted.asApp && asApp) return receive(asApp, wanted, { signal });
  const first = await receive(request, wanted, { signal, ...(await headerOf(authorization, false)) }).catch(refused);
  if (!(first instanceof RequestError)) return first;
  if (identity !== "app") throw first;
  const second = await receive(request, wanted, { signal, ...(await headerOf(authorization, true)) }).catch(refused);
  if (!(second instanceof RequestError)) return second;
  throw unavailable("GitHub does not know the App's new token yet, as it happens for some seconds");
}

async function headerOf(authorization: Credentials["authorization"], renewed: boolean) {
  return { authorization: await authorization({ renewed }) };
}

/** The error of a token that is not taken; any other is thrown on. */
function refused(thrown: unknown): RequestError {
  if (thrown instanceof RequestError && thrown.status === 401) return thrown;
  throw thrown;
}

async function receive(
  request: Credentials["request"],
  { path, parameters, etag, expected = [] }: Wanted,
  { signal, authorization }: { readonly signal: AbortSignal; readonly authorization?: string | undefined },
): Promise<Received> {
  try {
    const { status, headers, data } = await request(`GET ${path}`, {
      ...parameters,
      headers: {
        accept: "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        ...(authorization === undefined ? {} : { authorization }),
        ...(etag ? { "if-none-match": etag } : {}),
      },
      // Octokit would take a body that broke off for a text, and make BigInts of large numbers.
      request: { signal, parseSuccessResponseBody: false },
    });
    return { status, headers, data: await parsed(data) };
  } catch (thrown) {
    if (!(thrown instanceof RequestError) || !thrown.response || !expected.includes(thrown.status)) throw thrown;
    return { status: thrown.status, headers: thrown.response.headers, data: undefined };
  }
}

async function parsed(body: unknown): Promise<unknown> {
  try {
    return parseExactly(await new Response(body as ReadableStream<Uint8Array> | null).text());
  } catch (cause) {
    throw unavailable("GitHub's answer broke off, or is no JSON", cause);
  }
}
