import type { JsonObject } from "@mcm/engine";
import { fieldProblem, textOf } from "./fields.js";
import type { Format } from "./format.js";
import { githubEventType } from "./github-event-types.js";
import { timeOf } from "./time.js";

const name = "github-audit";

/** When it happened comes before when it was written down. */
const times = ["@timestamp", "at_sign_timestamp", "created_at"] as const;

const marks = [...times, "actor", "_document_id"];

/** The audit log of a GitHub organisation or enterprise: its REST API, its export, its stream. */
export const githubAudit: Format<typeof name> = {
  name,
  marks: "action, actor and created_at or @timestamp",
  // A webhook's body has an action too, but names its actor "sender".
  recognises: (record) =>
    typeof record.action === "string" && !("sender" in record) && marks.some((field) => field in record),
  normalize: (record) => ({
    ...identity(record),
    source: "github",
    timestamp: timeOf(name, record, times),
    user: textOf(record.actor) ?? null,
    event_type: typeOf(record),
    raw_data: record,
  }),
};

/**
 * The action is part of the identity: logs are seen in which two actions carry one `_document_id`, and taking
 * the second for a repetition of the first would lose it. A record that is delivered twice keeps its action.
 */
function identity(record: JsonObject): { external_id?: string } {
  const id = textOf(record._document_id);
  return id === undefined ? {} : { external_id: `${id}:${record.action}` };
}

function typeOf(record: JsonObject): string {
  const action = textOf(record.action);
  const type = action && githubEventType(action);
  if (type) return type;
  throw fieldProblem(name, "action", record.action, 'an action such as "org.add_member"');
}
