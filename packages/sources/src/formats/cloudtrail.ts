import type { JsonObject } from "@mcm/engine";
import { eventTypeOf } from "./event-type.js";
import { fieldProblem, isJsonObject, textOf } from "./fields.js";
import type { Format } from "./format.js";
import { timeOf } from "./time.js";
import { userOf } from "./user-identity.js";

const name = "cloudtrail";

/** AWS CloudTrail records, single or as delivered in `{ "Records": [...] }`. */
export const cloudtrail: Format<typeof name> = {
  name,
  marks: "eventTime, eventName, eventSource and userIdentity",
  recognises: (record) =>
    ("eventName" in record && ("eventSource" in record || "userIdentity" in record)) ||
    ("eventVersion" in record && ("eventID" in record || "eventTime" in record)),
  normalize: (record) => ({
    ...identity(record.eventID),
    source: "cloudtrail",
    timestamp: timeOf(name, record, ["eventTime"]),
    user: userOf(record.userIdentity),
    event_type: typeOf(record),
    raw_data: record,
  }),
};

function identity(eventId: unknown): { external_id?: string } {
  const id = textOf(eventId);
  return id === undefined ? {} : { external_id: id };
}

function typeOf(record: JsonObject): string {
  if (record.eventName === "ConsoleLogin") return consoleLogin(record.responseElements);
  const eventName = textOf(record.eventName);
  const type = (eventName && eventTypeOf(eventName)) || insightType(record.insightDetails);
  if (type) return type;
  throw fieldProblem(name, "eventName", record.eventName, 'an API call such as "CreateUser"');
}

function consoleLogin(response: unknown): string {
  const outcome = isJsonObject(response) ? response.ConsoleLogin : undefined;
  if (outcome === "Success") return "login_success";
  return outcome === "Failure" ? "login_failed" : "console_login";
}

/** Insights events carry no call of their own, but what was unusual and whether it starts or ends. */
function insightType(details: unknown): string | undefined {
  if (!isJsonObject(details)) return undefined;
  return eventTypeOf([textOf(details.insightType), textOf(details.state)].filter(Boolean).join("_"));
}
