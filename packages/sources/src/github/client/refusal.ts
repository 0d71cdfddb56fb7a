import { McmError } from "@mcm/engine";
import { printable } from "../../file/printable.js";
import { type Refusal, restAsked } from "./rest.js";

/** What was asked, as far as messages tell. */
export interface Question {
  /** Method and address, without the query: `GET https://api.github.com/orgs/acme/events`. */
  readonly what: string;
  /** What one must be allowed to be answered: `the scope "read:audit_log"`. */
  readonly needs: string;
  /** As whom it was asked. */
  readonly identity: "nobody" | "token" | "app";
  /** How often in a row GitHub refused without saying for how long. */
  readonly limitsBefore: number;
}

/** The error that an answer of GitHub is: a passing one, with the time to wait, or one that people must see to. */
export function errorOfRefusal(refusal: Refusal, question: Question): McmError {
  const { status } = refusal;
  const { what, limitsBefore } = question;
  const rest = restAsked(refusal, limitsBefore);
  if (rest !== null) return limitReached(what, rest);
  if (status >= 500 || status === 408) return unavailable(`GitHub failed on ${what} with status ${status}`);
  const facts = [`${status}`, ...saidIn(refusal)].join(", ");
  return new McmError("invalid_source", `GitHub refused ${what} (${facts}): ${remedyFor(refusal, question)}`);
}

/** That no more requests are to be made for some milliseconds. */
export function limitReached(what: string, rest: number): McmError {
  const seconds = Math.ceil(rest / 1000);
  const message = `GitHub's rate limit is reached at ${what}; it may be asked again in ${seconds} seconds`;
  return new McmError("source_unavailable", message, { retryAfter: rest });
}

/** Something that may be gone the next time. */
export function unavailable(message: string, cause?: unknown): McmError {
  return new McmError("source_unavailable", message, cause === undefined ? {} : { cause });
}

function saidIn({ message }: Refusal): string[] {
  const line = printable(message).replaceAll("\uFFFD", " ").trim().slice(0, 200);
  return line === "" ? [] : [JSON.stringify(line)];
}

const asksForToken = /\/access_tokens$/;

function remedyFor({ status, headers }: Refusal, { what, identity, needs }: Question): string {
  if (asksForToken.test(what) || (status === 401 && identity === "app")) {
    return "appId, privateKey and installationId must belong together, and the App must be installed; correct them";
  }
  if (status === 401 && identity === "token") return "the token is wrong, expired or revoked; make another one";
  const sso = ssoIn(headers["x-github-sso"]);
  if (sso !== undefined) return `the token is not authorised for the organisation's single sign-on; do so at ${sso}`;
  const who = { nobody: "a token is needed that has", token: "the token needs", app: "the App needs" }[identity];
  if (status === 401 || status === 403) return `${who} ${needs}`;
  if (status === 404) return `there is no such thing, or it may not be seen; check the names, or ${who} ${needs}`;
  return "correct the source's options";
}

/** Where a token is authorised for single sign-on, if that is what is missing: `required; url=https://…`. */
function ssoIn(header: string | number | undefined): string | undefined {
  return /url=(https:\/\/[^\s;,]+)/.exec(String(header ?? ""))?.[1];
}
