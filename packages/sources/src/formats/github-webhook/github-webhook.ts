import { type EventInput, type JsonObject, McmError } from "@mcm/engine";
import { fieldProblem, isJsonObject, textOf } from "../fields.js";
import type { Format } from "../format.js";
import { typeOfWebhook } from "../github-deed.js";
import { utcTime } from "../time.js";
import { deedTime, deedTimePaths } from "./deed-time.js";
import { inferEventName } from "./event-name.js";
import { isWebhookBody, isWrapper, unwrap } from "./saved-delivery.js";

const name = "github-webhook";

/** What a webhook of GitHub delivers. */
export interface GithubDelivery {
  /** `X-GitHub-Event`; told by the body's keys where it is left out. */
  readonly event?: string | undefined;
  /** `X-GitHub-Delivery`: a repeated delivery has the same. Without it the event is identified by its content. */
  readonly delivery?: string | undefined;
  /** When it came, ISO 8601 or since 1970: it stands for the moment of the deed where the body tells none. */
  readonly received_at?: string | number | undefined;
  /** The body. */
  readonly payload: JsonObject;
}

/** Bodies of GitHub's webhooks, as they are or in the wrappers that deliveries are saved in. */
export const githubWebhook: Format<typeof name> = {
  name,
  marks: "sender and what it did, or event and payload",
  // The Events API has payloads, too, beside an actor and a repo.
  recognises: (record) => !("actor" in record || "repo" in record) && (isWebhookBody(record) || isWrapper(record)),
  normalize: (record) => (isWebhookBody(record) ? normalizeGithubDelivery({ payload: record }) : fromWrapper(record)),
};

/**
 * The event that a delivery of a GitHub webhook tells of, with the body as its `raw_data`.
 *
 * @throws {McmError} `invalid_event`, when the event cannot be told, or when it happened.
 */
export function normalizeGithubDelivery({ event, delivery, received_at, payload }: GithubDelivery): EventInput {
  // Some write the event with its action behind it, and documentation some names with hyphens.
  const eventName = event?.split(".")[0]?.replaceAll("-", "_") || inferEventName(payload);
  const type = eventName && typeOfWebhook(eventName, payload);
  if (!type) throw fieldProblem(name, "event", event, 'the delivery\'s X-GitHub-Event, such as "pull_request"');
  return {
    ...(delivery === undefined ? {} : { external_id: delivery }),
    source: "github",
    timestamp: timeOf(eventName, received_at, payload),
    user: isJsonObject(payload.sender) ? (textOf(payload.sender.login) ?? null) : null,
    event_type: type,
    raw_data: payload,
  };
}

function fromWrapper(record: JsonObject): EventInput {
  const { event, delivery, delivered, payload } = unwrap(record);
  if (!payload)
    throw fieldProblem(name, "payload", record.payload ?? record.body, "the delivery's body as a JSON object");
  const received_at = typeof delivered === "string" || typeof delivered === "number" ? delivered : undefined;
  return normalizeGithubDelivery({ event, delivery, received_at, payload });
}

function timeOf(event: string, received: string | number | undefined, payload: JsonObject): string {
  const action = textOf(payload.action);
  const paths = deedTimePaths(event, action);
  const time = deedTime(paths, payload) ?? utcTime(received);
  if (time !== undefined) return time;
  const what = action === undefined ? event : `${event}.${action}`;
  const fact = paths.length === 0 ? "nothing in its body says when" : `its body has no time in "${paths.join('", "')}"`;
  throw new McmError(
    "invalid_event",
    `${name}: ${what}: ${fact}; save it with the moment of its delivery, as {"event", "delivery", "delivered_at", "payload"}`,
  );
}
