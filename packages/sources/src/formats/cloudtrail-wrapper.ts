import type { JsonObject } from "@mcm/engine";
import { isJsonObject } from "./fields.js";

/** Whether a record has a CloudTrail record inside: EventBridge's events, CloudWatch's log events, `lookup-events`. */
export function isCloudtrailWrapper(record: JsonObject): boolean {
  if ("detail-type" in record) return isJsonObject(record.detail) && "eventVersion" in record.detail;
  return "CloudTrailEvent" in record || isMessage(record.message);
}

/** The CloudTrail record in a wrapper, or undefined where there is none. */
export function cloudtrailRecord(record: JsonObject): JsonObject | undefined {
  if ("eventName" in record || "eventVersion" in record) return undefined;
  if (isJsonObject(record.detail)) return record.detail;
  return parsed(record.CloudTrailEvent ?? record.message);
}

/** How CloudTrail begins what it writes to a log group. */
function isMessage(message: unknown): boolean {
  return typeof message === "string" && message.startsWith('{"eventVersion"');
}

function parsed(text: unknown): JsonObject | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // No JSON: the wrapper itself is told that it lacks a record's fields.
    return undefined;
  }
}
