import { createHmac } from "node:crypto";
import { createEngine, type EngineOptions, type PushedRequest, type SourceStatus } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { testSource } from "@mcm/engine/testing";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { FakeDelivery } from "./testing/fake-deliveries.js";
import { type FakeGithub, fakeGithub } from "./testing/fake-github.js";
import { type GithubWebhooksOptions, githubWebhooks } from "./webhooks.js";

const secret = "It's a Secret to Everybody";
const [minute, day] = [60_000, 86_400_000];
const received_at = "2026-03-02T09:00:00.000Z";

const payload = (n = 1) => ({
  action: "added",
  scope: "organization",
  member: { login: "bob", id: 3804004623172 + n },
  organization: { login: "acme" },
  sender: { login: "ada" },
});

const sign = (body: string, by = secret) => `sha256=${createHmac("sha256", by).update(body).digest("hex")}`;

/** A delivery as GitHub sends it, but for what a test says. */
function delivery(body: string, headers: PushedRequest["headers"] = {}): PushedRequest {
  return {
    headers: {
      "content-type": "application/json",
      "x-github-event": "membership",
      "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      "x-hub-signature-256": sign(body),
      ...headers,
    },
    body: Buffer.from(body),
    received_at,
  };
}

function engineOf(options: Partial<GithubWebhooksOptions> = {}, more: Partial<EngineOptions> = {}) {
  const sources = [githubWebhooks({ secret, name: "github", ...options })];
  const retry = { attempts: 2, firstPause: "1ms", longestPause: "5ms" } as const;
  const engine = createEngine({ store: sqlite(":memory:"), sources, retry, ...more });
  onTestFinished(() => engine.close());
  const receive = (request: PushedRequest) => engine.receive("github", request);
  const status = async () => (await engine.sources())[0] as SourceStatus;
  return { engine, receive, status };
}

const json = JSON.stringify(payload());

describe("a delivery", () => {
  test("that is signed is stored, once", async () => {
    const { engine, receive } = engineOf();
    expect(await receive(delivery(json))).toMatchObject({ new: 1, rejected: [] });
    expect(await receive(delivery(json))).toMatchObject({ new: 0, duplicate: 1 });
    expect(await engine.events()).toMatchObject([
      {
        ...{ source: "github", external_id: "72d3162e-cc78-11e3-81ab-4c9367dc0958", user: "ada" },
        ...{ timestamp: received_at, raw_data: payload() },
      },
    ]);
  });

  test("as a form is the same", async () => {
    const { engine, receive } = engineOf();
    const form = new URLSearchParams({ payload: json }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect(await receive(delivery(form, headers))).toMatchObject({ new: 1 });
    expect(await engine.events()).toMatchObject([{ raw_data: payload() }]);
  });

  test("that tries the webhook out is answered, and stored as nothing", async () => {
    const { engine, receive, status } = engineOf();
    const ping = delivery(JSON.stringify({ zen: "Keep it simple.", hook_id: 1 }), { "x-github-event": "ping" });
    expect(await receive(ping)).toMatchObject({ new: 0, rejected: [] });
    expect(await engine.count("events")).toBe(0);
    expect(await status()).toMatchObject({ ways: ["receive"], error: null, last_success: expect.any(String) });
  });

  test("may be signed with any of several secrets", async () => {
    const { receive } = engineOf({ secret: ["new one", secret] });
    expect(await receive(delivery(json))).toMatchObject({ new: 1 });
    const other = { "x-hub-signature-256": sign(json, "new one"), "x-github-delivery": "2" };
    expect(await receive(delivery(json, other))).toMatchObject({ new: 1 });
  });

  test("is checked by GitHub's own example", async () => {
    const request = { ...delivery("Hello, World!"), body: Buffer.from("Hello, World!") };
    const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    expect(request.headers["x-hub-signature-256"]).toBe(signature);
    // The signature is right, so it is what was signed that is no use.
    await expect(engineOf().receive(request)).rejects.toMatchObject({ code: "invalid_request" });
  });

  test.each<[string, PushedRequest["headers"], RegExp]>([
    ["no signature", { "x-hub-signature-256": undefined }, /it has no "X-Hub-Signature-256"; set a secret/],
    [
      "a signature of SHA-1 alone",
      { "x-hub-signature-256": undefined, "x-hub-signature": "sha1=7d38" },
      /has no "X-Hub/,
    ],
    ["somebody else's", { "x-hub-signature-256": sign(json, "other") }, /its signature is wrong/],
    ["that of another body", { "x-hub-signature-256": sign(`${json} `) }, /its signature is wrong/],
    ["a part of the right one", { "x-hub-signature-256": sign(json).slice(0, -1) }, /its signature is wrong/],
    ["the right one in capitals", { "x-hub-signature-256": sign(json).toUpperCase() }, /its signature is wrong/],
  ])("with %s is refused, and nothing is stored", async (_, headers, message) => {
    const { engine, receive, status } = engineOf();
    await expect(receive(delivery(json, headers))).rejects.toMatchObject({
      ...{ code: "request_refused", message: expect.stringMatching(message) },
    });
    expect(await engine.count("events")).toBe(0);
    expect(await status()).toMatchObject({ last_attempt: null });
  });

  test.each<[string, PushedRequest, RegExp]>([
    ["no event", delivery(json, { "x-github-event": undefined }), /no "x-github-event"/],
    ["no id", delivery(json, { "x-github-delivery": "" }), /no "x-github-delivery"/],
    ["another content type", delivery(json, { "content-type": "text/plain" }), /neither application\/json nor a form/],
    [
      "a form without a payload",
      delivery("a=b", { "content-type": "application/x-www-form-urlencoded" }),
      /nor a form/,
    ],
    ["no JSON", delivery("{"), /its payload is no JSON object/],
    ["a list", delivery("[]"), /its payload is no JSON object/],
    ["nothing", { ...delivery("x"), body: new Uint8Array() }, /the body is empty/],
    ["no UTF-8", { ...delivery("x"), body: Uint8Array.of(0x7b, 0xff, 0x7d) }, /the body is not UTF-8/],
    [
      "more than GitHub sends",
      { ...delivery("x"), body: Buffer.alloc(25 * 1024 * 1024 + 1, 32) },
      /larger than the 25 MiB/,
    ],
  ])("with %s is no use", async (_, request, message) => {
    const { engine, receive } = engineOf();
    await expect(receive(request)).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(message),
    });
    expect(await engine.count("events")).toBe(0);
  });

  test("whose bytes are not what was signed is refused, though they read the same", async () => {
    const marked = `\uFEFF${json}`;
    const request = { ...delivery(json), body: Buffer.from(marked) };
    await expect(engineOf().receive(request)).rejects.toMatchObject({ code: "request_refused" });
  });

  test("that tells of nothing is rejected by itself, and counted", async () => {
    const { receive, status } = engineOf();
    const odd = JSON.stringify({ sender: { login: "x".repeat(600) } });
    expect(await receive(delivery(odd))).toMatchObject({ new: 0, rejected: [{ index: 0 }] });
    expect(await status()).toMatchObject({ rejected: 1, last_rejection: expect.stringContaining("user") });
  });
});

describe("deliveries that failed", () => {
  let fake: FakeGithub;
  let made = 0;

  beforeEach(async () => {
    fake = await fakeGithub();
    made = 0;
  });

  function attempt(status: number, more: Partial<FakeDelivery> = {}): FakeDelivery {
    const n = ++made;
    const one = {
      ...{ id: `38040046231722${String(n).padStart(5, "0")}`, guid: `guid-${n}`, delivered: fake.now },
      ...{ status, event: "membership", payload: payload(n), ...more },
    };
    fake.deliveries.push(one);
    return one;
  }

  const pulling = (more: Partial<GithubWebhooksOptions> = {}) => {
    const options = { token: "t", org: "acme", hook: 42, baseUrl: fake.url, ...more };
    const one = engineOf(options, { now: () => fake.now });
    return { ...one, pull: async () => (await one.engine.pull())[0] };
  };

  test("are fetched, oldest first, with the identity and time of their delivery", async () => {
    attempt(200, { delivered: fake.now - 30 * minute });
    const failed = attempt(502, { delivered: fake.now - 20 * minute });
    attempt(0, { delivered: fake.now - 10 * minute });
    const { engine, pull } = pulling();
    expect(await pull()).toMatchObject({ records: 2, new: 2, gaps: 0 });
    expect(fake.requests).toEqual([
      "GET /orgs/acme/hooks/42/deliveries?per_page=100",
      `GET /orgs/acme/hooks/42/deliveries/${failed.id}`,
      "GET /orgs/acme/hooks/42/deliveries/3804004623172200003",
    ]);
    expect(await engine.events({ sort: "timestamp" })).toMatchObject([
      { external_id: "guid-2", timestamp: new Date(failed.delivered).toISOString(), raw_data: payload(2) },
      { external_id: "guid-3" },
    ]);
  });

  test("that came all the same are not doubled", async () => {
    const { engine, receive, pull } = pulling();
    const { guid, payload: body } = attempt(504);
    const pushed = delivery(JSON.stringify(body), { "x-github-delivery": guid });
    expect(await receive(pushed)).toMatchObject({ new: 1 });
    expect(await pull()).toMatchObject({ records: 1, new: 0, duplicate: 1 });
    expect(await receive(pushed)).toMatchObject({ duplicate: 1 });
    expect(await engine.count("events")).toBe(1);
  });

  test("and were delivered again since, by somebody, are left alone; so are those that tried the webhook out", async () => {
    const { guid } = attempt(500, { delivered: fake.now - 9 * minute });
    attempt(200, { guid });
    attempt(500, { event: "ping" });
    expect(await pulling().pull()).toMatchObject({ records: 0 });
    expect(fake.requests).toHaveLength(1);
  });

  test("are looked for since the last look, and fetched once", async () => {
    const { pull } = pulling();
    for (let n = 0; n < 250; n++) attempt(n % 50 === 0 ? 500 : 200, { delivered: fake.now - n * 10_000 });
    expect(await pull()).toMatchObject({ new: 5 });
    expect(fake.requests).toHaveLength(3 + 5);
    fake.now += minute;
    attempt(500);
    fake.requests.length = 0;
    expect(await pull()).toMatchObject({ new: 1, records: 1 });
    fake.now += 60 * minute;
    fake.requests.length = 0;
    expect(await pull()).toMatchObject({ records: 0 });
    expect(fake.requests).toHaveLength(1);
  });

  test("are gone on with where the pull was stopped", async () => {
    for (let n = 0; n < 50; n++) attempt(500, { delivered: fake.now - n * 60 * minute });
    const { engine, pull } = pulling();
    const stop = new AbortController();
    await engine.pull(undefined, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(await engine.count("events")).toBe(20);
    fake.requests.length = 0;
    expect(await pull()).toMatchObject({ records: 30, new: 30 });
    expect(fake.requests).toHaveLength(31);
  });

  test("and are not kept any more are gaps", async () => {
    attempt(500, { payload: null });
    const { pull, status } = pulling();
    expect(await pull()).toMatchObject({ records: 0, gaps: 1 });
    fake.now += 5 * day;
    expect(await pull()).toMatchObject({ gaps: 1 });
    const at = (time: number) => new Date(time).toISOString();
    expect((await status()).gaps).toMatchObject([
      { from: at(fake.now - 5 * day), to: at(fake.now - 3 * day), reason: expect.stringContaining("for three days") },
      { from: at(fake.now - 5 * day), reason: "delivery guid-1 failed, and GitHub has not kept its body" },
    ]);
  });

  test("of a repository's webhook are there", async () => {
    await pulling({ org: undefined, repo: "acme/app" }).pull();
    expect(fake.requests).toEqual(["GET /repos/acme/app/hooks/42/deliveries?per_page=100"]);
  });

  test("are one of the ways of a source, so it is tested as one", async () => {
    for (let n = 0; n < 45; n++) attempt(500);
    const source = githubWebhooks({ secret, token: "t", org: "acme", hook: "42", baseUrl: fake.url });
    const sample = (n: number) => ({ event: "membership", delivery: `g${n}`, received_at, payload: payload(n) });
    await testSource(source, { samples: [sample(1), sample(2)] });
  });
});

test.each([
  [{}, '"secret" is missing; give the secret that the webhook has'],
  [{ secret: "" }, '"secret" is empty; leave it out, or fill it in'],
  [{ secret: [] }, '"secret" is empty; give the secret that the webhook has'],
  [{ secret, hook: 42, org: "acme" }, '"token" is missing; give one that has'],
  [{ secret, hook: 42, token: "t" }, '"org" is missing; give org or repo, whose webhook it is'],
  [
    { secret, hook: 42, token: "t", org: "a", repo: "a/b" },
    '"repo" is given beside org; give the one whose webhook it is',
  ],
  [{ secret, hook: "app", token: "t" }, '"appId" is missing; an App alone may see its own webhook'],
  [{ secret, hook: -1, token: "t", org: "a" }, '"hook"'],
])("%j is refused", (options, message) => {
  expect(() => githubWebhooks(options as GithubWebhooksOptions)).toThrow(`source "github-webhooks": ${message}`);
});
