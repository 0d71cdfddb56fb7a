import { parseEvent } from "@mcm/engine";
import { describe, expect, test } from "vitest";
import { createNormalizer, formatNames, formats, recogniseFormat } from "./formats.js";

const samples = {
  events: { source: "vpn", timestamp: "2025-01-20T09:00:00Z", event_type: "login_failed", user: "ada" },
  "github-events": {
    id: "1",
    type: "PushEvent",
    actor: { login: "ada" },
    repo: { name: "acme/api" },
    payload: {},
    created_at: "2025-01-20T09:00:00Z",
  },
  "github-audit": { action: "repo.create", actor: "ada", created_at: 1737363600000 },
  cloudtrail: {
    eventVersion: "1.08",
    eventTime: "2025-01-20T09:00:00Z",
    eventName: "CreateUser",
    eventSource: "iam.amazonaws.com",
    userIdentity: { type: "IAMUser", userName: "ada" },
  },
};

describe("formats", () => {
  test.each(Object.entries(samples))("%s is recognised by itself alone", (name, record) => {
    expect(formats.filter((format) => format.recognises(record)).map((format) => format.name)).toEqual([name]);
    expect(recogniseFormat(record)?.name).toBe(name);
  });

  test.each(Object.entries(samples))("%s is still recognised when any one field is missing", (name, record) => {
    for (const field of Object.keys(record)) {
      const { [field]: _, ...rest } = record as Record<string, unknown>;
      expect([name, undefined]).toContain(recogniseFormat(rest)?.name);
    }
    expect(name).toBe(recogniseFormat({ ...record, more: 1 })?.name);
  });

  test("auto takes each record by its own format", () => {
    const normalize = createNormalizer();
    const events = Object.values(samples).map((record) => parseEvent(normalize(record)));
    expect(events.map(({ source, user, event_type }) => [source, user, event_type])).toEqual([
      ["vpn", "ada", "login_failed"],
      ["github", "ada", "commits_pushed"],
      ["github", "ada", "repository_created"],
      ["cloudtrail", "ada", "create_user"],
    ]);
  });

  test("auto says what it knows when it does not know a record", () => {
    expect(() => createNormalizer("auto")({ message: "hi", level: 3 })).toThrow(
      'its format is not recognised: it has the fields "message", "level"; it takes events (event_type, timestamp and source); github-events (',
    );
    expect(() => createNormalizer()({})).toThrow("it has no fields");
  });

  test("a named format takes nothing else", () => {
    expect(() => createNormalizer("cloudtrail")(samples["github-audit"])).toThrow('cloudtrail: "eventTime" is missing');
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
    const exported = { id: 7, processed: true, external_id: "x", raw_data: { a: 1 }, ...samples.events };
    const normalize = createNormalizer();
    expect(parseEvent(normalize(exported))).toMatchObject({ external_id: "x", source: "vpn", raw_data: { a: 1 } });
    expect(() => parseEvent(normalize({ ...samples.events, sevrity: "high" }))).toThrow('"sevrity" is not a field');
    expect(() => parseEvent(normalize({ source: "vpn", event_type: "login" }))).toThrow('"timestamp" is missing');
    expect(() => parseEvent(normalize({ source: "vpn", timestamp: "2025-01-20T09:00:00Z" }))).toThrow(
      '"event_type" is missing',
    );
  });
});
