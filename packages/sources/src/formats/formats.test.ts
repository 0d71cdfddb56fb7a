import { type JsonObject, parseEvent } from "@mcm/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNormalizer, type FormatName, formatNames, formats, recogniseFormat } from "./formats.js";

const at = "2025-01-20T09:00:00Z";

const ours = { source: "vpn", timestamp: at, event_type: "login_failed", user: "ada" };

const exportedFields = { id: 7, external_id: "x", user: null, severity_hint: null, processed: true };

const eventsApi = { id: "1", actor: { login: "ada" }, repo: { name: "acme/api" }, public: true, created_at: at };

const audited = { action: "repo.create", actor: "ada", created_at: 1737363600000 };

const delivered = { action: "opened", issue: { created_at: at }, repository: {}, sender: { login: "ada" } };

const cloudtrailCall = {
  ...{ eventVersion: "1.08", eventTime: at, eventName: "CreateUser", eventSource: "iam.amazonaws.com", eventID: "1" },
  ...{ eventType: "AwsApiCall", userIdentity: { type: "IAMUser", userName: "ada" }, errorCode: null },
};

const oktaEvent = {
  ...{ uuid: "1", published: at, eventType: "user.session.start", severity: "INFO", outcome: { result: "SUCCESS" } },
  ...{ actor: { alternateId: "ada@acme.test" }, displayMessage: "User login to Okta", client: {}, target: null },
};

const recognisers = (record: JsonObject) =>
  formats.filter((format) => format.recognises(record)).map((format) => format.name);

/** A record of each shape that is known, and its format. */
const samples: readonly (readonly [FormatName, string, JsonObject])[] = [
  ["events", "ours", { source: "vpn", timestamp: at, event_type: "login_failed", user: "ada" }],
  [
    "events",
    "exported",
    { ...exportedFields, source: "okta", timestamp: at, event_type: "x", raw_data: { uuid: "1" } },
  ],
  ["github-events", "a push", { ...eventsApi, type: "PushEvent", payload: { push_id: 1 } }],
  ["github-events", "an issue", { ...eventsApi, type: "IssuesEvent", payload: { action: "opened", issue: {} } }],
  [
    "github-audit",
    "by REST",
    { "@timestamp": 1, _document_id: "1", action: "repo.create", actor: "ada", created_at: 1 },
  ],
  ["github-audit", "exported", { action: "repo.create", actor: "ada", created_at: 1737363600000 }],
  [
    "github-audit",
    "of a workflow",
    {
      action: "workflows.completed_workflow_run",
      actor: "ada",
      event: "push",
      name: "ci",
      created_at: 1,
      run_number: 9,
    },
  ],
  ["github-webhook", "a body", { action: "opened", issue: {}, repository: {}, sender: { login: "ada" } }],
  ["github-webhook", "a body with times", { id: 1, created_at: at, sha: "1", state: "ok", sender: { login: "ada" } }],
  ["github-webhook", "an advisory", { action: "published", security_advisory: { published_at: at } }],
  [
    "github-webhook",
    "of GitHub's list",
    { id: 1, guid: "1", delivered_at: at, event: "push", action: null, request: {} },
  ],
  ["github-webhook", "of smee.io", { "x-github-event": "push", body: {}, timestamp: 1, "content-type": "json" }],
  ["github-webhook", "a request", { headers: { "X-GitHub-Event": "push" }, body: "{}" }],
  ["github-webhook", "of Octokit", { id: "1", name: "issues", payload: { issue: {}, sender: { login: "ada" } } }],
  ["cloudtrail", "a call", cloudtrailCall],
  ["cloudtrail", "an event of a service", { ...cloudtrailCall, eventType: "AwsServiceEvent", requestID: "1" }],
  [
    "cloudtrail",
    "an insight",
    { eventVersion: "1.08", eventID: "1", eventTime: at, eventType: "AwsCloudTrailInsight" },
  ],
  ["cloudtrail", "a digest", { digestS3Bucket: "b", digestEndTime: at, awsAccountId: "1", logFiles: [] }],
  [
    "cloudtrail",
    "of EventBridge",
    { id: "1", "detail-type": "AWS API Call via CloudTrail", source: "aws.iam", time: at, detail: cloudtrailCall },
  ],
  [
    "cloudtrail",
    "of CloudWatch Logs",
    { timestamp: 1, message: JSON.stringify(cloudtrailCall), eventId: "1", ingestionTime: 1 },
  ],
  ["cloudtrail", "of lookup-events", { EventId: "1", EventName: "x", CloudTrailEvent: JSON.stringify(cloudtrailCall) }],
  ["okta", "an event", oktaEvent],
  [
    "okta",
    "of EventBridge",
    { id: "1", "detail-type": "SystemLog", source: "aws.partner/okta.com", detail: oktaEvent },
  ],
];

describe("formats", () => {
  test.each(samples)("%s, %s, is recognised by itself alone", (name, _, record) => {
    expect(recognisers(record)).toEqual([name]);
    expect(recogniseFormat(record)?.name).toBe(name);
  });

  test.each(samples)("%s, %s, is recognised in any order of its fields, and with more of them", (name, _, record) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(record), { minLength: Object.keys(record).length }), (fields) => {
        expect(recognisers({ more: 1, ...Object.fromEntries(fields), extra: { action: "x" } })).toEqual([name]);
      }),
      { numRuns: 20 },
    );
  });

  test.each(samples)("%s, %s, is taken for nothing else whatever fields are missing or empty", (name, _, record) => {
    fc.assert(
      fc.property(fc.subarray(Object.entries(record)), fc.subarray(Object.keys(record)), (fields, emptied) => {
        const rest = { ...Object.fromEntries(fields), ...Object.fromEntries(emptied.map((field) => [field, null])) };
        expect([[name], []]).toContainEqual(recognisers(rest));
      }),
    );
  });

  test("a payload beside an actor is the Events API's, whatever is in it", () => {
    const record = { ...eventsApi, type: "IssuesEvent", name: "issues", event: "issues", payload: delivered };
    expect(recognisers(record)).toEqual(["github-events"]);
  });

  test("auto takes each record by its own format", () => {
    const normalize = createNormalizer();
    const records = [
      ours,
      { ...eventsApi, type: "PushEvent", payload: {} },
      audited,
      delivered,
      cloudtrailCall,
      oktaEvent,
    ];
    const events = records.map((record) => parseEvent(normalize(record)));
    expect(events.map(({ source, user, event_type }) => [source, user, event_type])).toEqual([
      ["vpn", "ada", "login_failed"],
      ["github", "ada", "commits_pushed"],
      ["github", "ada", "repository_created"],
      ["github", "ada", "issue_opened"],
      ["cloudtrail", "ada", "create_user"],
      ["okta", "ada@acme.test", "login_success"],
    ]);
  });

  test("auto says what it knows when it does not know a record", () => {
    expect(() => createNormalizer("auto")({ message: "hi", level: 3 })).toThrow(
      'its format is not recognised: it has the fields "message", "level"; it takes events (event_type, timestamp and source); github-events (',
    );
    expect(() => createNormalizer()({})).toThrow("it has no fields");
  });

  test("a named format takes nothing else", () => {
    expect(() => createNormalizer("cloudtrail")(audited)).toThrow('cloudtrail: "eventTime" is missing');
  });

  test("an unknown name is answered with the known ones", () => {
    expect(formatNames).toEqual([
      "auto",
      "events",
      "github-events",
      "github-audit",
      "github-webhook",
      "cloudtrail",
      "okta",
    ]);
    expect(() => createNormalizer("syslog")).toThrow(
      'format "syslog" is unknown; it takes auto, events, github-events, github-audit, github-webhook, cloudtrail, okta, or a mapping as {"format": "generic"',
    );
  });

  test("an exported event is taken back as it is, and a field that is not ours is refused", () => {
    const exported = { id: 7, processed: true, external_id: "x", raw_data: { a: 1 }, ...ours };
    const normalize = createNormalizer();
    expect(parseEvent(normalize(exported))).toMatchObject({ external_id: "x", source: "vpn", raw_data: { a: 1 } });
    expect(() => parseEvent(normalize({ ...ours, sevrity: "high" }))).toThrow('"sevrity" is not a field');
    expect(() => parseEvent(normalize({ source: "vpn", event_type: "login" }))).toThrow('"timestamp" is missing');
    expect(() => parseEvent(normalize({ source: "vpn", timestamp: "2025-01-20T09:00:00Z" }))).toThrow(
      '"event_type" is missing',
    );
  });
});
