import type { JsonObject } from "@mcm/engine";
import { isJsonObject, textOf } from "./fields.js";
import { auditEventType, webhookEventType } from "./github-event-types.js";

/**
 * The event type of a webhook's payload, or of the Events API's, which has the same names and shapes; undefined when none can
 * be made of its name. A dispatch's action is whatever its sender calls it, and says nothing.
 */
export function typeOfWebhook(event: string, payload: JsonObject): string | undefined {
  const action = event === "repository_dispatch" ? undefined : textOf(payload.action);
  return webhookEventType(action ? `${event}.${action}` : event, webhookDetail(event, action, payload));
}

/** The event type of a record of the audit log, or undefined when none can be made of its action. */
export function typeOfAudit(action: string, record: JsonObject): string | undefined {
  return auditEventType(action, auditDetail(action, record));
}

/** What a webhook's payload, or the Events API's, tells of the deed beyond event and action, in the vocabulary's words. */
function webhookDetail(event: string, action: string | undefined, payload: JsonObject): string | undefined {
  switch (event) {
    case "pull_request":
      return action === "closed" && wasMerged(payload.pull_request) ? "merged" : undefined;
    case "create":
    case "delete":
      return textOf(payload.ref_type);
    case "repository_import":
      return textOf(payload.status);
    case "team":
      return action === "edited" ? changed(payload, ["name", "privacy", "repository"]) : undefined;
    case "repository":
      return repositoryDetail(action, payload);
    case "project":
    case "projects_v2":
      return action === "edited" ? projectDetail(payload) : undefined;
    case "security_and_analysis":
      return switchedFeature(payload);
    default:
      return action === "response_submitted" ? statusOf(payload.exemption_response) : undefined;
  }
}

/** What a record of the audit log tells of the deed beyond its action. */
function auditDetail(action: string, record: JsonObject): string | undefined {
  if (action === "repo.access") return textOf(record.visibility) ?? textOf(inObject(record.data, "visibility"));
  // A key belongs to a repository or to a person.
  if (action.startsWith("public_key.")) return record.repo || inObject(record.data, "repo") ? "repository" : undefined;
  return undefined;
}

function wasMerged(pullRequest: unknown): boolean {
  return isJsonObject(pullRequest) && (pullRequest.merged === true || textOf(pullRequest.merged_at) !== undefined);
}

function repositoryDetail(action: string | undefined, payload: JsonObject): string | undefined {
  if (action === "edited") return changed(payload, ["default_branch", "topics"]);
  if (action !== "privatized" && action !== "publicized") return undefined;
  return inObject(payload.repository, "visibility") === "internal" ? "internal" : undefined;
}

function projectDetail(payload: JsonObject): string | undefined {
  const visible = inObject(inObject(payload.changes, "public"), "to");
  if (typeof visible === "boolean") return visible ? "public" : "private";
  return changed(payload, ["title", "name"]);
}

/** The first of the fields that an edit changed. */
function changed({ changes }: JsonObject, fields: readonly string[]): string | undefined {
  return isJsonObject(changes) ? fields.find((field) => field in changes) : undefined;
}

/** The largest first: switching one off takes the smaller ones along, and one delivery tells of all of them. */
const features = [
  ...["advanced_security", "code_security", "secret_scanning", "secret_scanning_push_protection"],
  ...["dependabot_security_updates", "secret_scanning_non_provider_patterns", "secret_scanning_ai_detection"],
  "secret_scanning_validity_checks",
];

/** What was switched, of several the gravest: off before on. */
function switchedFeature({ changes, repository }: JsonObject): string | undefined {
  const before = inObject(inObject(changes, "from"), "security_and_analysis");
  const after = inObject(repository, "security_and_analysis");
  const switches = features
    .filter((feature) => statusOf(inObject(before, feature)) !== statusOf(inObject(after, feature)))
    .map((feature) => `${feature} ${statusOf(inObject(after, feature))}`);
  return switches.find((one) => one.endsWith(" disabled")) ?? switches[0];
}

function statusOf(value: unknown): string | undefined {
  return textOf(inObject(value, "status"));
}

function inObject(value: unknown, field: string): unknown {
  return isJsonObject(value) ? value[field] : undefined;
}
