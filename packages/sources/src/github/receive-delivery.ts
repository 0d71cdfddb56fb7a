import { McmError, type PushedRequest } from "@mcm/engine";
import { verify } from "@octokit/webhooks-methods";
import { isJsonObject } from "../formats/fields.js";
import type { GithubDelivery } from "../formats/github-webhook/github-webhook.js";
import { parseExactly } from "./client/exact-json.js";

/** GitHub delivers no more than so many bytes. */
const maximumBody = 25 * 1024 * 1024;

/**
 * The delivery that a request brings, or nothing for one that only tries the webhook out.
 *
 * @throws {McmError} `request_refused` unless it is signed with one of the secrets, `invalid_request` for one that is no delivery.
 */
export async function receiveDelivery(
  { headers, body, received_at }: PushedRequest,
  secrets: readonly string[],
): Promise<readonly GithubDelivery[]> {
  const text = textOf(body);
  await checkSignature(text, headers["x-hub-signature-256"], secrets);
  const event = required(headers, "x-github-event");
  const delivery = required(headers, "x-github-delivery");
  const payload = payloadOf(text, headers["content-type"]);
  return event === "ping" ? [] : [{ event, delivery, received_at, payload }];
}

/** The text that these bytes are, and no others: signatures are made over the text's bytes. */
function textOf(body: Uint8Array): string {
  if (body.length === 0) throw invalid("the body is empty; it takes what a webhook of GitHub delivers");
  if (body.length > maximumBody) throw invalid("the body is larger than the 25 MiB that GitHub delivers at most");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw invalid("the body is not UTF-8; it takes what a webhook of GitHub delivers");
  }
}

/** Each is tried, whichever is right, so that the time taken tells nothing. */
async function checkSignature(text: string, signature: string | undefined, secrets: readonly string[]): Promise<void> {
  if (!signature) {
    throw refused('it has no "X-Hub-Signature-256"; set a secret in the webhook\'s settings, the same as here');
  }
  const right = await Promise.all(secrets.map((secret) => verify(secret, text, signature)));
  if (!right.includes(true)) throw refused("its signature is wrong; the webhook's secret must be the same as here");
}

function required(headers: PushedRequest["headers"], name: string): string {
  const value = headers[name];
  if (value) return value;
  throw invalid(`it has no "${name}"; it takes what a webhook of GitHub delivers`);
}

function payloadOf(text: string, contentType = ""): GithubDelivery["payload"] {
  const type = contentType.split(";")[0]?.trim().toLowerCase();
  const json = type === "application/x-www-form-urlencoded" ? new URLSearchParams(text).get("payload") : text;
  if (json === null || (type !== "application/json" && type !== "application/x-www-form-urlencoded")) {
    throw invalid('it is neither application/json nor a form with a "payload"; choose one in the webhook\'s settings');
  }
  const payload = parsed(json);
  if (isJsonObject(payload)) return payload;
  throw invalid("its payload is no JSON object; it takes what a webhook of GitHub delivers");
}

function parsed(json: string): unknown {
  try {
    return parseExactly(json);
  } catch {
    return undefined;
  }
}

const refused = (fact: string) => new McmError("request_refused", `the delivery is refused: ${fact}`);

const invalid = (fact: string) => new McmError("invalid_request", `the delivery cannot be taken: ${fact}`);
