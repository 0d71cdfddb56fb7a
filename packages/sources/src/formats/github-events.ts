import type { JsonObject } from "@mcm/engine";
import { eventTypeOf } from "./event-type.js";
import { fieldProblem, isJsonObject, textOf } from "./fields.js";
import type { Format } from "./format.js";
import { githubEventType } from "./github-event-types.js";
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

function typeOf(record: JsonObject): string {
  const type = textOf(record.type);
  const event = type && eventTypeOf(type.replace(/Event$/, ""));
  const action = event && actionOf(event, isJsonObject(record.payload) ? record.payload : {});
  const found = event && githubEventType(action ? `${event}.${action}` : event);
  if (found) return found;
  throw fieldProblem(name, "type", record.type, 'an event name such as "PushEvent"');
}

function actionOf(event: string, payload: JsonObject): string | undefined {
  const action = textOf(payload.action);
  if (event === "create" || event === "delete") return textOf(payload.ref_type);
  if (event === "pull_request" && action === "closed" && wasMerged(payload.pull_request)) return "merged";
  return action;
}

function wasMerged(pullRequest: unknown): boolean {
  return isJsonObject(pullRequest) && (pullRequest.merged === true || textOf(pullRequest.merged_at) !== undefined);
}
