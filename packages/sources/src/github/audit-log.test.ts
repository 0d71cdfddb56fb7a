import { createEngine, type EngineOptions, type SourceStatus } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { testSource } from "@mcm/engine/testing";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type GithubAuditLogOptions, githubAuditLog } from "./audit-log.js";
import { auditRecord, type FakeRecord } from "./testing/fake-audit-log.js";
import { type FakeGithub, fakeGithub } from "./testing/fake-github.js";

const [second, minute, day] = [1_000, 60_000, 86_400_000];

let fake: FakeGithub;

beforeEach(async () => {
  fake = await fakeGithub();
});

let made = 0;

/** Records of deeds that are shown at once, the last of them just now. */
function happen(count: number, apart = second, created = fake.now): FakeRecord[] {
  const records = Array.from({ length: count }, (_, n) => ({
    id: `d${++made}`,
    created: created - (count - 1 - n) * apart,
    shown: fake.now,
  }));
  fake.records.push(...records);
  return records;
}

const source = (options: Partial<GithubAuditLogOptions> = {}) =>
  githubAuditLog({ org: "acme", token: "t", baseUrl: fake.url, ...options });

function engineOf(options: Partial<GithubAuditLogOptions> = {}, more: Partial<EngineOptions> = {}) {
  const retry = { attempts: 3, firstPause: "1ms", longestPause: "5ms" } as const;
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
const asked = (phrase: string) => `GET /orgs/acme/audit-log?phrase=${phrase}&include=web&order=asc&per_page=100`;

describe("an audit log", () => {
  test("is walked from its beginning, oldest first, a hundred records a page", async () => {
    happen(250);
    const { engine, pull } = engineOf();
    expect(await pull()).toMatchObject({ records: 250, new: 250, gaps: 0 });
    expect(fake.requests[0]).toBe(asked("created:>=2008-01-01T00:00:00Z"));
    expect(fake.requests[2]).toMatch(/&after=.+/);
    expect(fake.requests).toHaveLength(3);
    expect((await engine.events({ limit: 1 }))[0]).toMatchObject({
      ...{ source: "github", user: "ada", event_type: "member_added", external_id: `d${made}:org.add_member` },
      timestamp: at(fake.now),
    });
  });

  test("is read again where records may come late, and nothing is doubled", async () => {
    happen(30, minute);
    const { engine, pull } = engineOf();
    await pull();
    const [late] = happen(1, 0, fake.now - 9 * minute);
    fake.records.push({ id: "late", created: (late?.created ?? 0) + second, shown: fake.now + minute });
    fake.now += 5 * minute;
    expect(await pull()).toMatchObject({ new: 2, duplicate: 11 });
    expect(fake.requests[1]).toBe(asked(`created:>=${at(fake.now - 15 * minute).slice(0, 19)}Z`));
    expect(await engine.count("events")).toBe(32);
  });

  test("is gone on with from the page that was stored last", async () => {
    happen(350);
    const { engine } = engineOf();
    const stop = new AbortController();
    let pages = 0;
    const onProgress = () => void (++pages === 2 && stop.abort());
    await engine.pull(undefined, { signal: stop.signal, onProgress });
    expect(await engine.count("events")).toBe(200);
    fake.records.push({ id: "late", created: fake.now - 5 * minute, shown: fake.now });
    fake.requests.length = 0;
    expect(await engine.pull()).toMatchObject([{ new: 151 }]);
    expect(fake.requests[0]).toMatch(/after=/);
    expect(await engine.count("events")).toBe(351);
  });

  test("is walked anew where its place is not known any more", async () => {
    happen(150);
    const { engine, pull } = engineOf();
    fake.faults.push(undefined, { status: 422, message: "Invalid cursor" });
    expect(await pull()).toMatchObject({ new: 150, duplicate: 100, records: 250 });
    expect(await engine.count("events")).toBe(150);
  });

  test("that leads from a page to itself is asked for later", async () => {
    happen(250);
    fake.faults.push(undefined, undefined, "repeat", "repeat", "repeat", "repeat");
    await expect(engineOf().pull()).rejects.toMatchObject({ code: "source_unavailable" });
  });

  test("has a budget: what is left of a walk waits until there are requests again", async () => {
    happen(150);
    const reset = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${fake.now / 1000 + 1800}` };
    fake.always = reset;
    const { pull, status } = engineOf();
    await expect(pull()).rejects.toMatchObject({ code: "source_unavailable", retryAfter: 1_801_000 });
    expect(fake.requests).toHaveLength(1);
    expect(await status()).toMatchObject({ not_before: at(fake.now + 1_801_000), complete_until: null, failures: 1 });
    fake.now += 1_801_000;
    fake.always = {};
    expect(await pull()).toMatchObject({ new: 50 });
    expect(await status()).toMatchObject({ failures: 0, not_before: null, complete_until: at(fake.now) });
  });

  test.each<[Partial<GithubAuditLogOptions>, string]>([
    [
      { include: "all", phrase: "action:repo.destroy" },
      "/orgs/acme/audit-log?phrase=action:repo.destroy created:>=2008-01-01T00:00:00Z&include=all",
    ],
    [
      { org: undefined, enterprise: "corp" },
      "/enterprises/corp/audit-log?phrase=created:>=2008-01-01T00:00:00Z&include=web",
    ],
  ])("%j is asked for at %s", async (options, path) => {
    await engineOf(options).pull();
    expect(fake.requests).toEqual([`GET ${path}&order=asc&per_page=100`]);
  });

  test("is walked from a time on where one is given", async () => {
    happen(30, minute);
    const { engine } = engineOf();
    const since = new Date(fake.now - 10 * minute).toISOString().replace("Z", "+00:00");
    expect(await engine.pull(undefined, { since })).toMatchObject([{ new: 11, gaps: 0 }]);
  });
});

describe("a gap", () => {
  test.each([
    ["web", 181, [["its audit log", 180]]],
    ["web", 8, []],
    ["git", 8, [["what Git does", 7]]],
    ["all", 8, [["what Git does", 7]]],
    [
      "all",
      200,
      [
        ["what Git does", 7],
        ["its audit log", 180],
      ],
    ],
  ] as const)("in %s after %i days without a pull", async (include, days, gaps) => {
    happen(3);
    const { pull, status } = engineOf({ include });
    await pull();
    const from = at(fake.now - 10 * minute);
    fake.now += days * day;
    happen(3);
    expect(await pull()).toMatchObject({ gaps: gaps.length });
    expect((await status()).gaps.map(({ from, to, reason }) => [from, to, reason.split(" for ")[0]])).toEqual(
      gaps.map(([what, kept]) => [from, at(fake.now - kept * day), `GitHub keeps ${what}`]),
    );
  });

  test("is noted from where a walk was broken off", async () => {
    const records = happen(150, minute);
    const { engine, status } = engineOf();
    const stop = new AbortController();
    await engine.pull(undefined, { signal: stop.signal, onProgress: () => stop.abort() });
    fake.now += 181 * day;
    await engine.pull();
    const from = at(records[99]?.created ?? 0);
    expect((await status()).gaps.at(-1)).toMatchObject({ from, to: at(fake.now - 180 * day) });
  });

  test("is noted once, and not at the first pull", async () => {
    happen(250);
    fake.now += 300 * day;
    const { pull, status } = engineOf();
    await pull();
    fake.now += 181 * day;
    happen(250);
    await pull();
    expect(await status()).toMatchObject({ gap_count: 1 });
  });
});

test("what a source promises", async () => {
  happen(230);
  await testSource(source(), { samples: happen(2).map(auditRecord) });
});

test.each([
  [{ token: "t" }, '"org" is missing; give org or enterprise'],
  [{ token: "t", org: "acme", enterprise: "corp" }, '"org" is given beside enterprise; make two sources'],
  [{ org: "acme" }, '"token" is missing; give one that has the scope "read:audit_log"'],
  [
    { org: "acme", token: "t", phrase: "created:>2020" },
    '"phrase" holds "created:", which is the source\'s own; take it out',
  ],
  [{ org: "acme", token: "t", include: "everything" }, '"include" is of another type; it takes "web", "git", "all"'],
])("%j is refused", (options, message) => {
  expect(() => githubAuditLog(options as GithubAuditLogOptions)).toThrow(`source "github-audit-log": ${message}`);
});
