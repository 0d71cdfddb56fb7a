import { describe, expect, test } from "vitest";
import { cloudtrail } from "./cloudtrail.js";

const record = {
  eventVersion: "1.08",
  eventID: "0b1e7e6c-0000-4000-8000-000000000001",
  eventTime: "2025-01-20T09:00:00Z",
  eventSource: "iam.amazonaws.com",
  eventName: "AttachUserPolicy",
  userIdentity: { type: "IAMUser", userName: "ada" },
};

const signIn = (responseElements: unknown) =>
  cloudtrail.normalize({ ...record, eventName: "ConsoleLogin", responseElements })?.event_type;

describe("CloudTrail", () => {
  test("a record becomes an event that keeps all of it", () => {
    expect(cloudtrail.normalize(record)).toEqual({
      external_id: "0b1e7e6c-0000-4000-8000-000000000001",
      source: "cloudtrail",
      timestamp: "2025-01-20T09:00:00.000Z",
      user: "ada",
      event_type: "attach_user_policy",
      raw_data: record,
    });
  });

  test("signing in to the console succeeds or fails", () => {
    expect(signIn({ ConsoleLogin: "Success" })).toBe("login_success");
    expect(signIn({ ConsoleLogin: "Failure" })).toBe("login_failed");
    expect(signIn(null)).toBe("console_login");
  });

  test("an Insights event is named for what was unusual", () => {
    const { eventName, eventSource, ...insight } = record;
    const details = { state: "Start", insightType: "ApiCallRateInsight", eventName, eventSource };
    expect(cloudtrail.normalize({ ...insight, insightDetails: details })?.event_type).toBe(
      "api_call_rate_insight_start",
    );
  });

  test("a record without time or name names what is missing", () => {
    expect(() => cloudtrail.normalize({ ...record, eventTime: undefined })).toThrow(
      /^cloudtrail: "eventTime" is missing; it takes a time/,
    );
    expect(() => cloudtrail.normalize({ ...record, eventName: "" })).toThrow(
      'cloudtrail: "eventName" is ""; it takes an API call such as "CreateUser"',
    );
  });
});
