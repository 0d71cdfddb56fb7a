import { parseEvent } from "@mcm/engine";
import { describe, expect, test } from "vitest";
import { createNormalizer, recordFormatSchema } from "./formats.js";
import type { GenericMapping } from "./generic-mapping.js";

const mapping = {
  format: "generic",
  timestamp: "ts",
  user: "who.name",
  event_type: "action",
  source: { value: "vpn" },
  external_id: "seq",
  severity_hint: "level",
} satisfies GenericMapping;

const record = { ts: 1737363600, who: { name: "ada" }, action: "Login Failed", seq: 17, level: "HIGH", more: [1] };

describe("a log of any shape", () => {
  test("becomes events by a mapping of its fields, and keeps all of them", () => {
    expect(createNormalizer(mapping)(record)).toEqual({
      external_id: "17",
      source: "vpn",
      timestamp: "2025-01-20T09:00:00.000Z",
      user: "ada",
      event_type: "login_failed",
      severity_hint: "high",
      raw_data: record,
    });
  });

  test("needs no more than when and what", () => {
    const least = { format: "generic", timestamp: "at", event_type: { value: "Door opened" } } satisfies GenericMapping;
    const event = parseEvent(createNormalizer(least)({ at: "2025-01-20T10:00:00+01:00" }));
    expect(event).toMatchObject({
      external_id: expect.stringMatching(/^sha256:/),
      source: "generic",
      timestamp: "2025-01-20T09:00:00.000Z",
      user: null,
      event_type: "door_opened",
      severity_hint: null,
    });
  });

  test.each([
    ["2025-01-20T09:00:00Z"],
    ["2025-01-20 09:00:00"],
    [1737363600],
    ["1737363600.000"],
    [1737363600000],
    [1737363600000000],
    [1737363600000000000],
    ["1737363600000000000"],
  ])("takes %j as the same moment", (ts) => {
    expect(createNormalizer(mapping)({ ...record, ts })?.timestamp).toBe("2025-01-20T09:00:00.000Z");
  });

  test("may have its dots in its keys, and lists by number", () => {
    const flat = { format: "generic", timestamp: "event.time", event_type: "event.ids.0" } satisfies GenericMapping;
    const at = "2025-01-20T09:00:00Z";
    const expected = { timestamp: "2025-01-20T09:00:00.000Z", event_type: "4625" };
    expect(createNormalizer(flat)({ "event.time": at, event: { ids: [4625] } })).toMatchObject(expected);
    expect(createNormalizer(flat)({ event: { time: at, ids: ["4625"] } })).toMatchObject(expected);
  });

  test.each([
    [{ user: undefined }, null],
    [{ who: { name: null } }, null],
    [{ who: { name: "" } }, null],
    [{ who: {} }, null],
    [{ who: { name: 1001 } }, "1001"],
  ])("%j names %j", (fields, user) => {
    expect(createNormalizer(mapping)({ ...record, ...fields })?.user).toBe("user" in fields ? "ada" : user);
  });

  test.each([
    ["critical", "critical"],
    ["Low", "low"],
    ["warning", null],
    [3, null],
    [undefined, null],
  ])("level %j is a hint of %j", (level, hint) => {
    expect(createNormalizer(mapping)({ ...record, level })?.severity_hint).toBe(hint);
  });

  test.each([
    [{ ts: undefined }, 'generic: "ts" is missing; it takes a time such as'],
    [{ ts: "noon" }, 'generic: "ts" is "noon"; it takes a time such as'],
    [{ action: "" }, 'generic: "action" is ""; it takes what happened'],
    [{ who: { name: ["ada"] } }, 'generic: "who.name" is ["ada"]; it takes a text or a number'],
  ])("says of %j what is wrong", (fields, message) => {
    expect(() => createNormalizer(mapping)({ ...record, ...fields })).toThrow(message);
  });

  test("is not reached into beyond its own fields", () => {
    const odd = { format: "generic", timestamp: "ts", event_type: "constructor.name" } satisfies GenericMapping;
    expect(() => createNormalizer(odd)(record)).toThrow('"constructor.name" is missing');
  });
});

describe("a mapping", () => {
  test("is taken from a configuration", () => {
    expect(recordFormatSchema.parse(JSON.parse(JSON.stringify(mapping)))).toEqual(mapping);
    expect(recordFormatSchema.parse("cloudtrail")).toBe("cloudtrail");
  });

  test.each([
    [{ ...mapping, timestamp: undefined }, '"timestamp" is missing; it takes the path of a field, such as "who.name"'],
    [{ ...mapping, timestamp: { value: "now" } }, '"timestamp" is no text; it takes the path'],
    [
      { ...mapping, event_type: undefined },
      '"event_type" is missing; it takes the path of a field, such as "who.name", or',
    ],
    [{ ...mapping, event_type: { value: 7 } }, '"event_type" is neither path nor value; it takes'],
    [{ ...mapping, user: "who..name" }, '"user" is no path; it takes'],
    [{ ...mapping, external_id: "" }, '"external_id" is no path; it takes'],
    [{ ...mapping, usr: "x" }, '"usr" is not a field of a mapping; it takes format, timestamp, event_type, user'],
    [{ ...mapping, format: "syslog" }, '"format" is not "generic"; a mapping of fields is of that format'],
    ["generic", 'format "generic" needs a mapping of fields; write it as {"format": "generic", "timestamp": "'],
  ])("%j is refused with its fault", (wrong, message) => {
    expect(() => createNormalizer(wrong as GenericMapping)).toThrow(message);
    const issue = recordFormatSchema.safeParse(wrong).error?.issues[0];
    const place = issue?.path.length ? `"${issue.path.join(".")}" ` : "";
    expect(`${place}${issue?.message}`).toContain(message.replace('format "generic" ', ""));
  });

  test("that is no format at all is answered with what there is", () => {
    expect(recordFormatSchema.safeParse("syslog").error?.issues[0]?.message).toMatch(
      /^is unknown; it takes auto, events, .*, or a mapping as \{"format": "generic"/,
    );
    expect(recordFormatSchema.safeParse(7).error?.issues[0]?.message).toMatch(/^is unknown; it takes auto/);
  });
});
