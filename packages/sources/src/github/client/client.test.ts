import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { McmError } from "@mcm/engine";
import { beforeEach, describe, expect, test } from "vitest";
import { type FakeGithub, type Fault, fakeGithub } from "../testing/fake-github.js";
import { type Ask, createClient } from "./client.js";
import type { Connection } from "./connection.js";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

const app = { appId: 7, privateKey, installationId: 12 };

let fake: FakeGithub;

beforeEach(async () => {
  fake = await fakeGithub();
});

const signal = new AbortController().signal;
const wanted = { path: "/orgs/{org}/events", parameters: { org: "acme", per_page: 100 } };

function clientOf(connection: Partial<Connection> = {}) {
  return createClient(
    { baseUrl: fake.url, timeout: 5_000, token: "ghp_secret", ...connection } as Connection,
    "the scope x",
  );
}

/** What asking throws. */
async function failure(ask: Ask, more = {}): Promise<McmError> {
  const thrown = await ask({ ...wanted, ...more }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(McmError);
  return thrown as McmError;
}

describe("GitHub is asked", () => {
  test("once, with the parameters in path and query, as the token's owner", async () => {
    const answer = await clientOf()(signal)(wanted);
    expect(answer).toMatchObject({ status: 200, data: [], date: fake.now, next: null, rest: undefined, pause: 60_000 });
    expect(fake.requests).toEqual(["GET /orgs/acme/events?per_page=100"]);
    expect(fake.headers[0]?.authorization).toBe("token ghp_secret");
  });

  test("as nobody without a token", async () => {
    await clientOf({ token: undefined })(signal)(wanted);
    expect(fake.headers[0]?.authorization).toBeUndefined();
  });

  test("for changes alone where a state is known", async () => {
    const ask = clientOf()(signal);
    const { etag } = await ask(wanted);
    expect(await ask({ ...wanted, etag, expected: [304] })).toMatchObject({
      status: 304,
      data: undefined,
      pause: 60_000,
    });
  });
});

describe("what may be gone the next time", () => {
  const hour = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${Date.parse("2026-03-02T10:00:00Z") / 1000}` };
  test.each<[Fault, number | undefined, RegExp]>([
    [{ status: 500 }, undefined, /^GitHub failed on GET http:\S+\/orgs\/acme\/events with status 500$/],
    [{ status: 502 }, undefined, /with status 502$/],
    [
      { status: 503, headers: { "retry-after": "9" } },
      9_000,
      /^GitHub's rate limit is reached at GET \S+; it may be asked again in 9 seconds$/,
    ],
    [{ status: 429, headers: { "retry-after": "30" } }, 30_000, /rate limit/],
    [{ status: 403, headers: { "retry-after": "30" } }, 30_000, /rate limit/],
    [{ status: 403, headers: hour }, 3_601_000, /in 3601 seconds/],
    [{ status: 403, message: "You have exceeded a secondary rate limit." }, 60_000, /rate limit/],
    ["cut text", undefined, /^GitHub's answer broke off, or is no JSON$/],
    ["cut connection", undefined, /broke off/],
    ["reset", undefined, /^GitHub cannot be reached \(.+\), at GET http:\S+\/orgs\/acme\/events$/],
  ])("%j is passing", async (fault, retryAfter, message) => {
    fake.faults.push(fault);
    fake.events.push({ id: "1", created: fake.now, shown: 0 });
    const ask = clientOf()(signal);
    const thrown = await failure(ask);
    expect(thrown).toMatchObject({ code: "source_unavailable", retryAfter, message: expect.stringMatching(message) });
    expect(fake.requests).toHaveLength(1);
    expect(await ask(wanted)).toMatchObject({ status: 200 });
  });

  test.each([
    ["hang", /^GitHub does not answer in time, at GET /],
    ["stuck", /^GitHub's answer broke off/],
  ] as const)("%s: an answer that does not come in time, or does not end", async (fault, message) => {
    fake.faults.push(fault);
    fake.events.push({ id: "1", created: fake.now, shown: 0 });
    const thrown = await failure(clientOf({ timeout: 50 })(signal));
    expect(thrown).toMatchObject({ code: "source_unavailable", message: expect.stringMatching(message) });
  });

  test("waits are doubled where GitHub does not say for how long, until it answers", async () => {
    const client = clientOf();
    const limited: Fault = { status: 429 };
    const waits: unknown[] = [];
    for (const fault of [limited, limited, limited, undefined, limited]) {
      fake.faults.push(fault);
      if (fault) waits.push((await failure(client(signal))).retryAfter);
      else await client(signal)(wanted);
    }
    expect(waits).toEqual([60_000, 120_000, 240_000, 60_000]);
  });

  test("nothing is asked in the same pull once no request is left", async () => {
    fake.always = hour;
    const client = clientOf();
    const ask = client(signal);
    expect(await ask(wanted)).toMatchObject({ rest: 3_601_000, pause: 3_601_000 });
    expect(await failure(ask)).toMatchObject({ code: "source_unavailable", retryAfter: 3_601_000 });
    expect(fake.requests).toHaveLength(1);
    await client(signal)(wanted);
    expect(fake.requests).toHaveLength(2);
  });
});

describe("what people must see to is said in one line", () => {
  const sso = { "x-github-sso": "required; url=https://github.com/orgs/acme/sso?authorization_request=A" };
  test.each<[Fault, Partial<Connection>, string]>([
    [
      { status: 401, message: "Bad credentials" },
      {},
      '(401, "Bad credentials"): the token is wrong, expired or revoked; make another one',
    ],
    [{ status: 401 }, { token: undefined }, '(401, "no"): a token is needed that has the scope x'],
    [{ status: 403, message: "Must be\nan owner" }, {}, '(403, "Must be an owner"): the token needs the scope x'],
    [
      { status: 403, headers: sso },
      {},
      '(403, "no"): the token is not authorised for the organisation\'s single sign-on; do so at https://github.com/orgs/acme/sso?authorization_request=A',
    ],
    [
      { status: 404, message: "Not Found" },
      {},
      '(404, "Not Found"): there is no such thing, or it may not be seen; check the names, or the token needs the scope x',
    ],
    [{ status: 422, message: "Validation Failed" }, {}, '(422, "Validation Failed"): correct the source\'s options'],
  ])("%j", async (fault, connection, message) => {
    fake.faults.push(fault);
    const thrown = await failure(clientOf(connection)(signal));
    expect(thrown).toMatchObject({ code: "invalid_source", retryAfter: undefined });
    expect(thrown.message).toBe(`GitHub refused GET ${fake.url}/orgs/acme/events ${message}`);
  });
});

describe("an App", () => {
  test("asks with a token of its installation, which it makes once", async () => {
    fake.tokens = new Set();
    const client = clientOf({ token: undefined, ...app });
    await client(signal)(wanted);
    await client(signal)(wanted);
    expect(fake.requests).toEqual([
      "POST /app/installations/12/access_tokens",
      ...Array(2).fill("GET /orgs/acme/events?per_page=100"),
    ]);
    expect(fake.headers.at(-1)?.authorization).toBe("token ghs_1");
  });

  test("makes another when it is not taken any more, in the middle of a pull, without waiting", async () => {
    fake.tokens = new Set();
    const ask = clientOf({ token: undefined, ...app })(signal);
    await ask(wanted);
    fake.faults.push("expire tokens");
    const began = performance.now();
    expect(await ask(wanted)).toMatchObject({ status: 200 });
    expect(performance.now() - began).toBeLessThan(900);
    expect(fake.headers.at(-1)?.authorization).toBe("token ghs_2");
  });

  test("whose new token GitHub does not know yet is asked to try again later", async () => {
    fake.tokens = new Set();
    fake.faults.push("expire tokens", "expire tokens");
    const thrown = await failure(clientOf({ token: undefined, ...app })(signal));
    expect(thrown).toMatchObject({ code: "source_unavailable", retryAfter: undefined });
  });

  test("asks for its own deliveries as itself", async () => {
    await clientOf({ token: undefined, ...app })(signal)({ path: "/app/hook/deliveries", parameters: {}, asApp: true });
    expect(fake.requests).toEqual(["GET /app/hook/deliveries"]);
    expect(fake.headers[0]?.authorization).toMatch(/^bearer ey/);
  });

  test("with a key that is none says so, and not the key", async () => {
    const thrown = await failure(clientOf({ token: undefined, ...app, privateKey: "hunter2" })(signal));
    expect(thrown.code).toBe("invalid_source");
    expect(thrown.message).toMatch(/^"privateKey" cannot be used: /);
    expect(inspect(thrown, { depth: 9 })).not.toContain("hunter2");
  });
});

test("a pull that is stopped asks no more, and does not wait for what it asked", async () => {
  const stop = new AbortController();
  const ask = clientOf()(stop.signal);
  fake.faults.push("hang");
  const asking = ask(wanted);
  setTimeout(() => stop.abort(), 20);
  await expect(asking).rejects.toMatchObject({ name: "AbortError" });
  await expect(ask(wanted)).rejects.toBe(stop.signal.reason);
  expect(fake.requests).toHaveLength(1);
});

test("tokens are in no error, however deep one looks", async () => {
  for (const fault of [{ status: 401 }, { status: 500 }, { status: 403 }, "reset", "cut text"] as const) {
    fake.faults.push(fault);
    fake.events.push({ id: "1", created: fake.now, shown: 0 });
    const thrown = await failure(clientOf()(signal));
    expect(inspect(thrown, { depth: 20, showHidden: true })).not.toContain("ghp_secret");
  }
});
