import type { EventInput, JsonObject } from "@mcm/engine";
import { cloudtrailRecord, isCloudtrailWrapper } from "./cloudtrail-wrapper.js";
import { eventTypeOf, failedTypeOf } from "./event-type.js";
import { fieldProblem, isJsonObject, textOf } from "./fields.js";
import type { Format } from "./format.js";
import { remembered } from "./remembered.js";
import { timeOf } from "./time.js";
import { userOf } from "./user-identity.js";

const name = "cloudtrail";

/**
 * AWS CloudTrail records: single, as delivered in `{ "Records": [...] }`, or in the wrappers of EventBridge, CloudWatch Logs and
 * `lookup-events`. Digest files are skipped. A call that failed is a type of its own, `create_user_failed`.
 */
export const cloudtrail: Format<typeof name> = {
  name,
  marks: "eventTime, eventName, eventSource and userIdentity",
  recognises: (record) => isRecord(record) || isDigest(record) || isCloudtrailWrapper(record),
  normalize: (record) => (isDigest(record) ? null : normalizeRecord(cloudtrailRecord(record) ?? record)),
};

function isRecord(record: JsonObject): boolean {
  return (
    ("eventName" in record && ("eventSource" in record || "userIdentity" in record)) ||
    ("eventVersion" in record && ("eventID" in record || "eventTime" in record))
  );
}

/** What CloudTrail delivers beside the records, to prove that nobody changed them. */
function isDigest(record: JsonObject): boolean {
  return "digestS3Bucket" in record && "digestEndTime" in record;
}

function normalizeRecord(record: JsonObject): EventInput {
  return {
    ...identity(record.eventID),
    source: "cloudtrail",
    timestamp: timeOf(name, record, ["eventTime"]),
    user: userOf(record.userIdentity),
    event_type: typeOf(record),
    raw_data: record,
  };
}

function identity(eventId: unknown): { external_id?: string } {
  const id = textOf(eventId);
  return id === undefined ? {} : { external_id: id };
}

const typeOfName = remembered(eventTypeOf);

const typeOfFailure = remembered(failedTypeOf);

function typeOf(record: JsonObject): string {
  const eventName = textOf(record.eventName);
  const failed = hasFailed(record, eventName);
  if (eventName === "ConsoleLogin") return consoleLogin(record.responseElements, failed);
  const type = (eventName && (failed ? typeOfFailure : typeOfName)(eventName)) || insightType(record.insightDetails);
  if (type) return type;
  throw fieldProblem(name, "eventName", record.eventName, 'an API call such as "CreateUser"');
}

/**
 * Whether the call did nothing: it was denied, refused or wrong, as `errorCode` says. Sign-ins say so in their response
 * instead, under their own name.
 */
function hasFailed({ errorCode, responseElements }: JsonObject, eventName: string | undefined): boolean {
  if (textOf(errorCode) !== undefined) return true;
  return eventName !== undefined && isJsonObject(responseElements) && responseElements[eventName] === "Failure";
}

function consoleLogin(response: unknown, failed: boolean): string {
  if (failed) return "login_failed";
  return isJsonObject(response) && response.ConsoleLogin === "Success" ? "login_success" : "console_login";
}

/** Insights events carry no call of their own, but what was unusual and whether it starts or ends. */
function insightType(details: unknown): string | undefined {
  if (!isJsonObject(details)) return undefined;
  return eventTypeOf([textOf(details.insightType), textOf(details.state)].filter(Boolean).join("_"));
}
