import type { EventInput, JsonObject, Severity } from "@mcm/engine";
import { eventTypeOf, failedTypeOf } from "./event-type.js";
import { fieldProblem, isJsonObject, textOf } from "./fields.js";
import type { Format } from "./format.js";
import { remembered } from "./remembered.js";
import { timeOf } from "./time.js";

const name = "okta";

/** Okta's System Log: its API, its export, and its stream to Amazon EventBridge. What failed is a type of its own. */
export const okta: Format<typeof name> = {
  name,
  marks: "eventType, published and uuid",
  recognises: (record) => isLogEvent(record) || isStreamed(record),
  normalize: (record) => normalizeLogEvent(isStreamed(record) ? record.detail : record),
};

/** Two of the three, so that an event that lacks one is told what it lacks. CloudTrail has an `eventType`, too, and no more. */
function isLogEvent(record: JsonObject): boolean {
  return Number("eventType" in record) + Number("published" in record) + Number("uuid" in record) > 1;
}

function isStreamed(record: JsonObject): record is JsonObject & { detail: JsonObject } {
  return "detail-type" in record && isJsonObject(record.detail) && isLogEvent(record.detail);
}

function normalizeLogEvent(record: JsonObject): EventInput {
  return {
    ...identity(record.uuid),
    source: "okta",
    timestamp: timeOf(name, record, ["published"]),
    user: actorOf(record.actor),
    event_type: typeOf(record),
    severity_hint: severityOf(record.severity),
    raw_data: record,
  };
}

function identity(uuid: unknown): { external_id?: string } {
  const id = textOf(uuid);
  return id === undefined ? {} : { external_id: id };
}

/** `unknown` is what Okta writes for an account that does not exist and was not even named. */
function actorOf(actor: unknown): string | null {
  if (!isJsonObject(actor)) return null;
  const names = [actor.alternateId, actor.displayName, actor.id].map(textOf);
  return names.find((one) => one !== undefined && one !== "unknown") ?? null;
}

/**
 * Events that tell of something refused, locked or noticed. Okta gives them the outcome of the request that they came of,
 * mostly FAILURE: an account that was locked failed to sign in, but it did not fail to be locked.
 */
const news: ReadonlySet<string> = new Set([
  ...["app.generic.unauth_app_access_attempt", "app.oauth2.as.token.detect_reuse", "app.oauth2.token.detect_reuse"],
  ...["app.oauth2.invalid_client_credentials", "application.policy.sign_on.deny_access", "policy.auth_reevaluate.fail"],
  ...["security.attack.start", "security.breached_credential.detected", "security.request.blocked"],
  ...["security.session.detect_client_roaming", "security.threat.detected"],
  ...["system.api_token.request_outside_allowed_range", "system.oauth2.token.request_outside_allowed_range"],
  ...["user.account.lock", "user.account.lock.limit", "user.mfa.attempt_bypass"],
  ...["user.mfa.okta_verify.deny_push", "user.mfa.okta_verify.deny_push_upgrade_needed"],
]);

const isNews = (type: string | undefined): boolean => type !== undefined && news.has(type);

const ownType = remembered(eventTypeOf);

const failureType = remembered(failedTypeOf);

function typeOf({ eventType, outcome }: JsonObject): string {
  const result = isJsonObject(outcome) ? outcome.result : undefined;
  const type = textOf(eventType);
  if (type === "user.session.start") return sessionStart(result);
  const failed = result === "FAILURE" && !isNews(type);
  const found = type && (failed ? failureType : ownType)(type);
  if (found) return found;
  throw fieldProblem(name, "eventType", eventType, 'an event type such as "user.session.start"');
}

function sessionStart(result: unknown): string {
  if (result === "FAILURE" || result === "DENY") return "login_failed";
  return result === "SUCCESS" || result === "ALLOW" ? "login_success" : "user_session_start";
}

/** Okta's INFO is what happens all day, and its DEBUG less: neither is a hint. */
function severityOf(severity: unknown): Severity | null {
  if (severity === "ERROR") return "medium";
  return severity === "WARN" ? "low" : null;
}
