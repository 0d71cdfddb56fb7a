import type { JsonObject } from "@mcm/engine";
import { eventTypeOf } from "./event-type.js";
import { fieldProblem, isJsonObject, textOf } from "./fields.js";
import type { Format } from "./format.js";
import { typeOfWebhook } from "./github-deed.js";
import { remembered } from "./remembered.js";
import { timeOf } from "./time.js";

const name = "github-events";

/** GitHub's Events API (`GET /orgs/{org}/events` and its like), and archives of it. */
export const githubEvents: Format<typeof name> = {
  name,
  marks: "type, actor, repo and payload",
  recognises: (record) => isJsonObject(record.payload) && ("actor" in record || "repo" in record),
  normalize: (record) => ({
    ...identity(record.id),
    source: "github",
    timestamp: timeOf(name, record, ["created_at"]),
    user: actorOf(record.actor),
    event_type: typeOf(record),
    raw_data: record,
  }),
};

/** Without an id the engine makes one of the whole content, so that no two records ever become one. */
function identity(id: unknown): { external_id?: string } {
  const text = typeof id === "number" ? String(id) : textOf(id);
  return text === undefined ? {} : { external_id: text };
}

/** An object today, the bare login in archives from before 2013. */
function actorOf(actor: unknown): string | null {
  return textOf(isJsonObject(actor) ? actor.login : actor) ?? null;
}

function typeOf({ type, payload }: JsonObject): string {
  const event = eventNameOf(textOf(type) ?? "");
  const found = event && typeOfWebhook(event, isJsonObject(payload) ? payload : {});
  if (found) return found;
  throw fieldProblem(name, "type", type, 'an event name such as "PushEvent"');
}

/** `PullRequestEvent` is what webhooks call `pull_request`. */
const eventNameOf = remembered((type) => eventTypeOf(type.replace(/Event$/, "")));
