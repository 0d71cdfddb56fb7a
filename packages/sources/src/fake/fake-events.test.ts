import { type EventInput, type JsonObject, parseEvent } from "@mcm/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fakeEvents, generateFakeEvent, generateFakeEvents } from "./fake-events.js";

const to = "2025-02-01T00:00:00Z";
const hour = 3_600_000;

const raw = (event: EventInput | undefined) => (event?.raw_data ?? {}) as JsonObject;
const at = (event: EventInput | undefined) => Date.parse(event?.timestamp ?? "");
const ofType = (events: readonly EventInput[], type: string) => events.filter((event) => event.event_type === type);

/** The most events of one user in an hour. */
function busiest(events: readonly EventInput[]): number {
  const recent = new Map<string, number[]>();
  let most = 0;
  for (const event of events) {
    const times = (recent.get(event.user ?? "") ?? []).filter((time) => time > at(event) - hour);
    times.push(at(event));
    recent.set(event.user ?? "", times);
    most = Math.max(most, times.length);
  }
  return most;
}

describe("any number of fake events over any range", () => {
  const plan = fc.record({
    count: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1500 })),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    start: fc.date({ min: new Date("1960-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
    length: fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 60 * 24 * hour })),
    users: fc.option(fc.integer({ min: 2, max: 30 }), { nil: undefined }),
  });

  test("are exactly as many, valid, within the range, in order, each with an id of its own", () => {
    fc.assert(
      fc.property(plan, ({ count, seed, start, length, users }) => {
        const range = { from: start.toISOString(), to: new Date(start.getTime() + length).toISOString() };
        const events = generateFakeEvents(count, { seed, ...range, users });
        expect(events).toHaveLength(count);
        const times = events.map(at);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
        expect(times.every((time) => time >= start.getTime() && time < start.getTime() + length)).toBe(true);
        const parsed = events.map(parseEvent);
        expect(
          parsed.every(({ timestamp, source }, index) => source === "fake" && timestamp === events[index]?.timestamp),
        ).toBe(true);
        expect(new Set(events.map((event) => event.external_id)).size).toBe(count);
        expect(new Set(events.map((event) => event.user)).size).toBeLessThanOrEqual(users ?? 12);
      }),
      { numRuns: 60 },
    );
  });

  test("are the same again for the same options, and others for another seed", () => {
    const options = { seed: 7, to };
    const events = generateFakeEvents(2000, options);
    expect(generateFakeEvents(2000, options)).toEqual(events);
    expect([...fakeEvents(2000, options)]).toEqual(events);
    const others = generateFakeEvents(2000, { ...options, seed: 8 });
    expect(others.map((event) => event.user)).not.toEqual(events.map((event) => event.user));
    const ids = new Set(events.map((event) => event.external_id));
    expect(others.some((event) => ids.has(event.external_id))).toBe(false);
  });

  test("can be gone through again, and stopped early", () => {
    const events = fakeEvents(1_000_000, { to });
    const [first] = events;
    const [again] = events;
    expect(again).toEqual(first);
    expect(first?.external_id).toBe("fake-1-1000000-0");
  });

  test("end now and begin 30 days ago, unless told otherwise", () => {
    const before = Date.now();
    const events = generateFakeEvents(2000);
    expect(at(events[0])).toBeGreaterThanOrEqual(before - 30 * 24 * hour);
    expect(at(events[0])).toBeLessThan(before - 25 * 24 * hour);
    expect(at(events.at(-1))).toBeLessThanOrEqual(Date.now());
  });

  test("one is one", () => {
    expect(generateFakeEvent({ seed: 3, to })).toEqual(generateFakeEvents(1, { seed: 3, to })[0]);
  });

  test.each([
    [-1, {}, '"count" is -1; it takes a whole number from 0 to'],
    [1.5, {}, '"count" is 1.5'],
    [1, { seed: -1 }, '"seed" is -1; it takes a whole number from 0 to 4294967295'],
    [1, { users: 1 }, '"users" is 1; it takes a whole number from 2 to 10000'],
    [1, { to: "tomorrow" }, '"to" is "tomorrow"; it takes an ISO 8601 time such as "2025-01-20T00:00:00Z"'],
    [1, { from: to, to }, '"from" is "2025-02-01T00:00:00Z"; it takes a time before "to" (2025-02-01T00:00:00.000Z)'],
  ])("refuses %j %j", (count, options, message) => {
    expect(() => fakeEvents(count, options)).toThrow(message);
  });
});

describe.each([100, 1000, 5000, 30_000])("a month of %i events", (count) => {
  const events = generateFakeEvents(count, { seed: 1, to });
  const [grant] = ofType(events, "role_changed").filter((event) => raw(event).new_role === "admin");
  const ordinary = events.filter((event) => raw(event).ip !== raw(grant).ip);

  test("happens in working hours, with quiet nights and weekends", () => {
    const share = (holds: (date: Date) => boolean) =>
      ordinary.filter((event) => holds(new Date(event.timestamp))).length / ordinary.length;
    expect(share((date) => date.getUTCDay() % 6 === 0)).toBeLessThan(0.06);
    expect(share((date) => date.getUTCHours() >= 1 && date.getUTCHours() < 7)).toBeLessThan(0.05);
    expect(share((date) => date.getUTCHours() === 12)).toBeLessThan(share((date) => date.getUTCHours() === 11));
  });

  test("has every type, the change of a role being rare", () => {
    const share = (type: string) => ofType(events, type).length / count;
    expect(share("login_success")).toBeGreaterThan(0.3);
    expect(share("pull_request_opened")).toBeGreaterThan(0.15);
    expect(share("pull_request_merged")).toBeGreaterThan(0.1);
    expect(share("login_failed")).toBeGreaterThan(0.01);
    expect(share("login_failed")).toBeLessThan(0.1);
    expect(ofType(events, "role_changed").length).toBeGreaterThanOrEqual(1);
    expect(ofType(events, "role_changed").length).toBeLessThanOrEqual(3);
    expect(new Set(events.map((event) => event.event_type)).size).toBe(5);
  });

  test("has an account guessed at night that makes itself administrator at 3 a.m.", () => {
    expect(grant?.timestamp.slice(11, 13)).toBe("03");
    expect(raw(grant)).toMatchObject({ actor: grant?.user, user: grant?.user, old_role: "member" });
    const before = events.filter((event) => raw(event).ip === raw(grant).ip && event !== grant);
    expect(before.every((event) => event.user === grant?.user && at(event) < at(grant))).toBe(true);
    expect(before.at(-1)?.event_type).toBe("login_success");
    expect(ofType(before, "login_failed")).toHaveLength(before.length - 1);
    expect(before.length).toBeGreaterThanOrEqual(count >= 1000 ? 28 : 6);
    expect(at(before.at(-1)) - at(before[0])).toBeLessThan(10 * 60_000);
  });

  test("has pull requests that others merge after they were opened", () => {
    const key = (event: EventInput) => `${raw(event).repository}#${raw(event).number}`;
    const opened = new Map(ofType(events, "pull_request_opened").map((event) => [key(event), event]));
    expect(opened.size).toBe(ofType(events, "pull_request_opened").length);
    const merged = ofType(events, "pull_request_merged");
    expect(merged.every((event) => at(opened.get(key(event))) <= at(event))).toBe(true);
    expect(merged.every((event) => opened.get(key(event))?.user === raw(event).author)).toBe(true);
    const alone = merged.filter((event) => event.user === raw(event).author);
    expect(new Set(alone.map((event) => event.user)).size).toBeLessThanOrEqual(1);
    expect(merged.length - alone.length).toBeGreaterThan(0.5 * (opened.size - alone.length));
  });

  test("has failures that the same person makes good within a minute", () => {
    const failedAt = new Map<unknown, number>();
    for (const event of ordinary) {
      if (event.event_type === "login_failed") failedAt.set(event.user, at(event));
      if (event.event_type !== "login_success") continue;
      if (at(event) - (failedAt.get(event.user) ?? at(event)) < 60_000) failedAt.delete(event.user);
    }
    expect(ofType(ordinary, "login_failed").length).toBeGreaterThan(0);
    expect([...failedAt.keys()]).toEqual([]);
  });

  test("has one user with more than a hundred events in an hour, where there are enough in all", () => {
    if (count >= 5000) expect(busiest(events)).toBeGreaterThan(100);
    else expect(busiest(events)).toBeLessThanOrEqual(count * 0.15);
    const users = new Set(events.map((event) => event.user));
    expect(users.size).toBe(count === 30_000 ? 15 : 12);
  });
});

test("fewer than 20 are nothing but ordinary work", () => {
  const types = new Set(generateFakeEvents(19, { to }).map((event) => event.event_type));
  expect(types).not.toContain("role_changed");
});
