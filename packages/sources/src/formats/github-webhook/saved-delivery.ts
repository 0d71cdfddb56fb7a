import type { JsonObject } from "@mcm/engine";
import { isJsonObject, textOf } from "../fields.js";

/** A delivery as it was saved, in whatever wrapper; what the wrapper does not say is undefined. */
export interface SavedDelivery {
  /** The event's name, `X-GitHub-Event`. */
  readonly event: string | undefined;
  /** The delivery's GUID, `X-GitHub-Delivery`. */
  readonly delivery: string | undefined;
  /** When it was delivered, in any notation. */
  readonly delivered: unknown;
  /** The body, or undefined where the wrapper has none. */
  readonly payload: JsonObject | undefined;
}

/** Whether a record is a webhook's body as GitHub sends it: somebody sent it, or it is of GitHub's own advisories. */
export function isWebhookBody(record: JsonObject): boolean {
  if (isJsonObject(record.sender)) return typeof record.sender.login === "string";
  return isJsonObject(record.security_advisory) && typeof record.action === "string";
}

/**
 * Whether a record is a wrapper around a body: one that says so by GitHub's own headers or as GitHub's list of deliveries
 * does, or one with an event's name beside what is a body by itself.
 */
export function isWrapper(record: JsonObject): boolean {
  if ("x-github-event" in record || ("guid" in record && "delivered_at" in record)) return true;
  if (isJsonObject(record.headers) && headerOf(record.headers, "x-github-event") !== undefined) return true;
  if (!("event" in record || "name" in record)) return false;
  const body = bodyOf(record);
  return body !== undefined && isWebhookBody(body);
}

/** What a wrapper says. Known are GitHub's own list of deliveries, Octokit, Probot, smee.io, and requests with their headers. */
export function unwrap(record: JsonObject): SavedDelivery {
  const request = isJsonObject(record.request) ? record.request : {};
  const headers = [record.headers, request.headers].find(isJsonObject) ?? {};
  const header = (name: string) => textOf(record[name]) ?? headerOf(headers, name);
  return {
    event: header("x-github-event") ?? textOf(record.event) ?? textOf(record.name),
    delivery:
      header("x-github-delivery") ??
      [record.delivery, record.guid, record.id].map(textOf).find((id) => id !== undefined),
    delivered: record.delivered_at ?? record.received_at ?? record.timestamp ?? record.time,
    payload: bodyOf(record),
  };
}

/** A header, however its name is written; of a list the first. */
function headerOf(headers: JsonObject, name: string): string | undefined {
  const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  return textOf(Array.isArray(value) ? value[0] : value);
}

/** The body that is wrapped, also where it is kept as the text that was sent. */
function bodyOf({ payload, body, request }: JsonObject): JsonObject | undefined {
  const value = payload ?? body ?? (isJsonObject(request) ? (request.payload ?? request.body) : undefined);
  return isJsonObject(value) ? value : parsed(value);
}

function parsed(text: unknown): JsonObject | undefined {
  if (typeof text !== "string" || !text.trimStart().startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Not JSON: the caller says that there is no body.
    return undefined;
  }
}
