import type { JsonObject } from "@mcm/engine";
import { fieldProblem, textOf } from "./fields.js";
import type { Format } from "./format.js";
import { typeOfAudit } from "./github-deed.js";
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
    user: actorOf(record),
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

/** Before anybody is signed in the log may name nobody as actor: the account that is tried is who acts then. */
const signingIn = new Set(["user.login", "user.failed_login", "user.two_factor_challenge_failure"]);

/** Never the record's `user` otherwise: that is whom it was done to. A deploy key is nobody. */
function actorOf({ actor, user, action }: JsonObject): string | null {
  return textOf(actor) ?? (signingIn.has(String(action)) ? textOf(user) : undefined) ?? null;
}

function typeOf(record: JsonObject): string {
  const action = textOf(record.action);
  const type = action && typeOfAudit(action, record);
  if (type) return type;
  throw fieldProblem(name, "action", record.action, 'an action such as "org.add_member"');
}
