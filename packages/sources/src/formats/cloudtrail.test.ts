import { describe, expect, test } from "vitest";
import { cloudtrail } from "./cloudtrail.js";
import { recogniseFormat } from "./formats.js";

const record = {
  eventVersion: "1.08",
  eventID: "0b1e7e6c-0000-4000-8000-000000000001",
  eventTime: "2025-01-20T09:00:00Z",
  eventSource: "iam.amazonaws.com",
  eventName: "AttachUserPolicy",
  awsRegion: "us-east-1",
  readOnly: false,
  userIdentity: { type: "IAMUser", userName: "ada" },
};

const typeOf = (fields: object) => cloudtrail.normalize({ ...record, ...fields })?.event_type;

const signIn = (responseElements: unknown, more = {}) =>
  typeOf({ eventName: "ConsoleLogin", responseElements, ...more });

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

  test.each(["AccessDenied", "Client.UnauthorizedOperation", "EntityAlreadyExists", "Client.DryRunOperation"])(
    "a call that ended in %s is not taken for one that did something",
    (errorCode) => {
      expect(typeOf({ eventName: "CreateUser", errorCode, errorMessage: "no" })).toBe("create_user_failed");
      expect(typeOf({ eventName: "StopLogging", errorCode, responseElements: null })).toBe("stop_logging_failed");
    },
  );

  test.each([undefined, null, ""])("a call with the error code %j succeeded", (errorCode) => {
    expect(typeOf({ errorCode })).toBe("attach_user_policy");
  });

  test("a failed call of the longest name still has a type that is taken", () => {
    const type = typeOf({ eventName: "A1b".repeat(300), errorCode: "AccessDenied" });
    expect(type).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*_failed$/);
    expect(type?.length).toBeLessThanOrEqual(200);
  });

  test("signing in to the console succeeds or fails", () => {
    expect(signIn({ ConsoleLogin: "Success" })).toBe("login_success");
    expect(signIn({ ConsoleLogin: "Failure" }, { errorMessage: "Failed authentication" })).toBe("login_failed");
    expect(signIn(null, { errorCode: "AccessDenied" })).toBe("login_failed");
    expect(signIn(null)).toBe("console_login");
    expect(typeOf({ eventName: "CheckMfa", responseElements: { CheckMfa: "Success" } })).toBe("check_mfa");
    expect(typeOf({ eventName: "CheckMfa", responseElements: { CheckMfa: "Failure" } })).toBe("check_mfa_failed");
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

  test("a digest file is skipped", () => {
    const digest = {
      awsAccountId: "123456789012",
      digestStartTime: "2025-01-20T08:00:00Z",
      digestEndTime: "2025-01-20T09:00:00Z",
      digestS3Bucket: "trails",
      digestS3Object: "AWSLogs/123456789012/CloudTrail-Digest/…",
      digestPublicKeyFingerprint: "31e8b5433410dfb61a9dc45cc65b22ff",
      digestSignatureAlgorithm: "SHA256withRSA",
      newestEventTime: "2025-01-20T08:58:00Z",
      previousDigestS3Bucket: null,
      logFiles: [],
    };
    expect(recogniseFormat(digest)?.name).toBe("cloudtrail");
    expect(cloudtrail.normalize(digest)).toBeNull();
  });
});

describe("a CloudTrail record in a wrapper", () => {
  test.each([
    [
      "of EventBridge",
      {
        ...{ version: "0", id: "36eb8523-97d0-4518-b33d-ee3579ff19f0", "detail-type": "AWS API Call via CloudTrail" },
        ...{ source: "aws.iam", account: "123456789012", time: "2025-01-20T09:00:05Z", region: "us-east-1" },
        ...{ resources: [], detail: record },
      },
    ],
    [
      "of CloudWatch Logs",
      { logStreamName: "s", timestamp: 1737363605000, message: JSON.stringify(record), ingestionTime: 1, eventId: "3" },
    ],
    [
      "of lookup-events",
      {
        ...{ EventId: record.eventID, EventName: record.eventName, ReadOnly: "false", Username: "ada", Resources: [] },
        ...{ EventTime: "2025-01-20T10:00:00+01:00", CloudTrailEvent: JSON.stringify(record) },
      },
    ],
  ])("%s is the same event as without", (_, wrapped) => {
    expect(recogniseFormat(wrapped)?.name).toBe("cloudtrail");
    expect(cloudtrail.normalize(wrapped)).toEqual(cloudtrail.normalize(record));
  });

  test("that holds none is told what it lacks", () => {
    expect(() => cloudtrail.normalize({ EventId: "1", CloudTrailEvent: "{cut" })).toThrow('"eventTime" is missing');
  });

  test("of another service is not taken for one", () => {
    const change = {
      "detail-type": "EC2 Instance State-change Notification",
      source: "aws.ec2",
      detail: { state: "running" },
    };
    expect(recogniseFormat(change)).toBeUndefined();
    expect(recogniseFormat({ message: "hello", timestamp: 1 })).toBeUndefined();
  });
});
