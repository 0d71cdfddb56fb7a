import { McmError } from "@mcm/engine";
import { RequestError } from "@octokit/request-error";
import { type Answer, answerOf } from "./answer.js";
import type { Connection } from "./connection.js";
import { createCredentials } from "./credentials.js";
import { errorOfRefusal, limitReached, type Question, unavailable } from "./refusal.js";
import { pathOf, send, type Wanted } from "./send.js";

/** Asks GitHub something. */
export type Ask = (wanted: Wanted) => Promise<Answer>;

/**
 * A way to ask GitHub; each call of what it gives begins a pull. A question is asked once: what may be gone the next
 * time is thrown as `source_unavailable`, with a `retryAfter` where GitHub wants to be left alone, and all the waiting
 * is the engine's. Everything else is for people to see to. Nothing more is asked in a pull once no request is left.
 */
export function createClient(connection: Connection, needs: string): (signal: AbortSignal) => Ask {
  const credentials = createCredentials(connection);
  const { identity } = credentials;
  let limitsBefore = 0;
  return (signal) => {
    let rest: number | undefined;
    return async (wanted) => {
      const what = `GET ${connection.baseUrl}${pathOf(wanted)}`;
      if (rest !== undefined) throw limitReached(what, rest);
      try {
        const answer = answerOf(await unlessAborted(() => send(credentials, wanted, signal), signal));
        limitsBefore = 0;
        rest = answer.rest;
        return answer;
      } catch (thrown) {
        signal.throwIfAborted();
        const error = errorOf(thrown, { what, needs, identity, limitsBefore });
        if (error.retryAfter !== undefined) limitsBefore++;
        throw error;
      }
    };
  };
}

/** Work, or what an abort says as soon as it comes: what makes a token knows no signal. */
async function unlessAborted<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** What was thrown as an error that says what to do. Octokit's own carry the whole request, so they go no further. */
function errorOf(thrown: unknown, question: Question): McmError {
  if (thrown instanceof McmError) return thrown;
  if (!(thrown instanceof RequestError)) return unavailable("GitHub could not be asked", thrown);
  const { status, request, response, cause, message } = thrown;
  const what = `${request.method} ${String(request.url).split("?")[0]}`;
  if (response)
    return errorOfRefusal({ status, headers: response.headers, message: saidBy(response.data) }, { ...question, what });
  const fact = isTimeout(cause) ? "does not answer in time" : `cannot be reached (${message})`;
  return unavailable(`GitHub ${fact}, at ${what}`, cause);
}

const isTimeout = (cause: unknown): boolean => cause instanceof Error && cause.name === "TimeoutError";

function saidBy(data: unknown): string {
  return typeof data === "object" && data !== null && "message" in data ? String(data.message) : "";
}
