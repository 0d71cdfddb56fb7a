import { createEngine, type EngineOptions, type SourceStatus } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { testSource } from "@mcm/engine/testing";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { fetchGithubEvents, type GithubEventsOptions, githubEvents, normalizeGithubEvent } from "./events.js";
import { type FakeGithub, fakeGithub } from "./testing/fake-github.js";
import { eventRecord, type FakeEvent } from "./testing/fake-timeline.js";

const [second, minute, day] = [1_000, 60_000, 86_400_000];

let fake: FakeGithub;

beforeEach(async () => {
  fake = await fakeGithub();
});

let made = 0;

/** Events that are shown at once, the last of them just now. */
function happen(count: number, apart = second, created = fake.now): FakeEvent[] {
  const events = Array.from({ length: count }, (_, n) => ({
    id: `${++made}`,
    created: created - (count - 1 - n) * apart,
    shown: fake.now,
  }));
  fake.events.push(...events);
  return events;
}

const source = (options: Partial<GithubEventsOptions> = {}) =>
  githubEvents({ org: "acme", token: "t", baseUrl: fake.url, ...options });

function engineOf(options: Partial<GithubEventsOptions> = {}, more: Partial<EngineOptions> = {}) {
  const retry = { attempts: 2, firstPause: "1ms", longestPause: "5ms" } as const;
  const engine = createEngine({
    ...{ store: sqlite(":memory:"), sources: [source(options)], retry, now: () => fake.now },
    ...more,
  });
  onTestFinished(() => engine.close());
  const pull = async () => (await engine.pull())[0];
  const status = async () => (await engine.sources())[0] as SourceStatus;
  return { engine, pull, status };
}

const at = (time: number) => new Date(time).toISOString();

describe("a timeline", () => {
  test("is read in three pages of a hundred, oldest first", async () => {
    const events = happen(350);
    const { engine, pull } = engineOf();
    expect(await pull()).toMatchObject({ records: 300, new: 300, gaps: 0, not_before: at(fake.now + minute) });
    expect(fake.requests).toEqual([1, 2, 3].map((page) => `GET /orgs/acme/events?per_page=100&page=${page}`));
    const stored = await engine.events({ limit: 1000, sort: "timestamp" });
    expect(stored.map(({ external_id }) => external_id).sort()).toEqual(
      events
        .slice(50)
        .map(({ id }) => id)
        .sort(),
    );
    expect(stored[0]).toMatchObject({ source: "github", user: "ada", event_type: "repository_starred" });
  });

  test("is not asked for again before GitHub wants it, and answered with nothing while nothing changes", async () => {
    happen(40);
    const { pull, status } = engineOf();
    await pull();
    fake.now += 59 * second;
    expect(await pull()).toMatchObject({ records: 0, not_before: at(fake.now + second) });
    expect(fake.requests).toHaveLength(1);
    fake.now += 6 * second;
    expect(await pull()).toMatchObject({ records: 0 });
    expect(fake.headers[1]?.etag).toMatch(/^W\/"/);
    expect((await status()).cursor).toMatchObject({ read_at: at(fake.now) });
    fake.now += 61 * second;
    happen(3);
    expect(await pull()).toMatchObject({ records: 3, new: 3, gaps: 0 });
  });

  test("whose first page does not reach back to what may come late is asked for whole", async () => {
    happen(150);
    const { pull } = engineOf();
    await pull();
    const [late] = happen(1, 0, fake.now - 140 * second);
    fake.now += 61 * second;
    expect(await pull()).toMatchObject({ records: 1, new: 1 });
    expect(fake.headers.map(({ etag }) => etag)).toEqual(Array(4).fill(undefined));
    expect(late).toBeDefined();
  });

  test.each<[Partial<GithubEventsOptions>, string]>([
    [{ user: "ada" }, "/users/ada/events/orgs/acme"],
    [{ org: undefined, user: "ada" }, "/users/ada/events"],
    [{ org: undefined, repo: "acme/app" }, "/repos/acme/app/events"],
    [{ org: "a/../b" }, "/orgs/a/../b/events"],
  ])("of %j is at %s", async (options, path) => {
    await engineOf(options).pull();
    expect(fake.requests).toEqual([`GET ${path}?per_page=100&page=1`]);
  });

  test("that shifts while it is read is read without a loss", async () => {
    happen(150);
    const { engine, pull } = engineOf();
    let shifts = 0;
    fake.before = () => void (++shifts <= 3 && happen(30));
    expect(await pull()).toMatchObject({ new: 180, duplicate: 0 });
    fake.now += 61 * second;
    expect(await pull()).toMatchObject({ new: 60, gaps: 0 });
    expect(await engine.count("events")).toBe(240);
  });

  test("of which a page comes twice is read again", async () => {
    happen(250);
    fake.faults.push(undefined, "repeat");
    expect(await engineOf().pull()).toMatchObject({ new: 250 });
    expect(fake.requests).toHaveLength(5);
  });

  test("is begun anew for somebody else", async () => {
    happen(5);
    const store = sqlite(":memory:");
    await engineOf({}, { store, sources: [source({ name: "github" } as object)] }).pull();
    fake.now += 61 * second;
    const { pull } = engineOf(
      {},
      { store, sources: [source({ name: "github", repo: "a/b", org: undefined } as object)] },
    );
    expect(await pull()).toMatchObject({ records: 5, duplicate: 5, gaps: 0 });
  });
});

describe("a gap", () => {
  test("is a full set that has nothing of the last one: from the newest seen to the oldest of the set", async () => {
    const before = happen(10);
    const { pull, status } = engineOf();
    await pull();
    fake.now += 20 * minute;
    const after = happen(400);
    expect(await pull()).toMatchObject({ records: 300, gaps: 1 });
    const [gap] = (await status()).gaps;
    expect(gap).toMatchObject({
      from: at((before.at(-1)?.created ?? 0) - 5 * minute),
      to: at(after[100]?.created ?? 0),
    });
    expect(gap?.reason).toMatch(
      /^GitHub shows 300 events, and none of them was among those of the last look; poll more often/,
    );
  });

  test("is a full set that does not reach back to what may have come late", async () => {
    happen(10, 2 * minute);
    const { pull, status } = engineOf();
    await pull();
    const readAt = fake.now;
    fake.now += 4 * minute;
    const after = happen(295, second / 2);
    expect(await pull()).toMatchObject({ records: 295, gaps: 0 });
    fake.now += 2 * minute;
    happen(201, second / 2);
    expect(await pull()).toMatchObject({ records: 201, gaps: 1 });
    expect((await status()).gaps).toMatchObject([
      { from: at(readAt + 4 * minute - 5 * minute), to: at(after[196]?.created ?? 0) },
    ]);
  });

  test("is a break of more than thirty days", async () => {
    happen(10);
    const { pull, status } = engineOf();
    await pull();
    const readAt = fake.now;
    fake.now += 40 * day;
    happen(3);
    expect(await pull()).toMatchObject({ records: 3, gaps: 1 });
    expect((await status()).gaps).toMatchObject([{ from: at(readAt - 5 * minute), to: at(fake.now - 30 * day) }]);
  });

  test("is what is asked for and not shown any more", async () => {
    const events = happen(400, minute);
    const { engine, status } = engineOf();
    const since = at(events[50]?.created ?? 0);
    expect(await engine.pull(undefined, { since })).toMatchObject([{ records: 300, gaps: 1 }]);
    expect((await status()).gaps).toMatchObject([{ from: since, to: at(events[100]?.created ?? 0) }]);
  });

  test("is none where each look meets the one before", async () => {
    const { pull, status } = engineOf();
    for (let look = 0; look < 8; look++) {
      fake.now += 10 * minute;
      happen(150, 4 * second);
      await pull();
    }
    expect(await status()).toMatchObject({ gap_count: 0 });
  });
});

test("events are fetched by a function, too, from a time on", async () => {
  const events = happen(120, minute);
  const since = at(events[100]?.created ?? 0);
  const options = { org: "acme", baseUrl: fake.url };
  expect(await fetchGithubEvents({ ...options, since })).toEqual(events.slice(100).map(eventRecord));
  expect(await fetchGithubEvents(options)).toHaveLength(120);
  fake.faults.push({ status: 502 });
  await expect(fetchGithubEvents(options)).rejects.toMatchObject({ code: "source_unavailable" });
});

test("an event is normalised by a function", () => {
  const record = eventRecord({ id: "7", created: Date.parse("2026-03-01T10:00:00Z"), shown: 0 });
  expect(normalizeGithubEvent(record)).toEqual({
    ...{ external_id: "7", source: "github", timestamp: "2026-03-01T10:00:00.000Z", user: "ada" },
    ...{ event_type: "repository_starred", raw_data: record },
  });
  expect(() => normalizeGithubEvent("no")).toThrow("an event of GitHub is a JSON object");
});

test("what a source promises", async () => {
  happen(230);
  const samples = happen(2).map(eventRecord);
  await testSource(source(), { samples });
});

test.each([
  [{}, '"org" is missing; give org, repo or user'],
  [{ repo: "acme" }, '"repo" is no repository; write it as "owner/name"'],
  [{ repo: "acme/app", org: "acme" }, '"repo" is given beside org or user; make two sources'],
  [{ org: "acme", token: "t", appId: 7 }, '"token" is given beside those of an App; give one of both'],
  [{ org: "acme", appId: 7 }, '"privateKey" is missing; an App needs appId, privateKey and installationId'],
  [{ org: "acme", baseUrl: "http://git.test/api/v3" }, '"baseUrl" is no address to send a token to'],
  [{ org: "acme", baseUrl: "https://me:pass@git.test" }, '"baseUrl" is no address to send a token to'],
  [{ orgs: "acme" }, '"orgs" is not a field of its options'],
])("%j is refused", (options, message) => {
  expect(() => githubEvents(options as GithubEventsOptions)).toThrow(`source "github-events": ${message}`);
});
