import { describe, expect, it } from "vitest";
import { event, send, sendRaw, serve } from "../testing/serve.js";
import { UsageError } from "../usage-error.js";
import { checkExposure } from "./exposure.js";

const body = JSON.stringify(event(0));
const json = { "content-type": "application/json" };

describe("Host", () => {
  it.each(["localhost", "LOCALHOST:3000", "127.0.0.1", "127.0.0.1:1", "[::1]:3000", "192.168.7.7", "[fe80::1]"])(
    "%s is answered",
    async (host) => {
      const { url } = await serve();
      expect(await send(url, { headers: { host } })).toMatchObject({ status: 200 });
    },
  );

  const foreign = [
    "evil.example",
    "evil.example:3000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "127.0.0.1:80@evil.example",
    "evil.example#localhost",
    "mcm.corp",
    "a b",
  ];
  it.each(foreign)("%j is refused, for pages and data alike", async (host) => {
    const { url } = await serve();
    for (const path of ["/api/events", "/api/health", "/"]) {
      const answer = await send(url, { path, headers: { host } });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.text)).toMatchObject({ status: 403, title: "Forbidden" });
    }
  });

  it("is demanded", async () => {
    const { url } = await serve();
    expect(await sendRaw(url, "GET /api/events HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 403 /);
    expect(await sendRaw(url, "GET /api/events HTTP/1.0\r\nHost:\r\n\r\n")).toMatch(/^HTTP\/1.1 403 /);
    expect(await sendRaw(url, "GET /api/events HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
  });

  it("of names that are listed is answered", async () => {
    const { url } = await serve({ allowedHosts: ["MCM.corp"] });
    expect(await send(url, { headers: { host: "mcm.corp:8443" } })).toMatchObject({ status: 200 });
    expect(await send(url, { headers: { host: "sub.mcm.corp" } })).toMatchObject({ status: 403 });
  });
});

describe("Origin", () => {
  const foreign = [
    "https://evil.example",
    "null",
    "http://localhost:5173",
    "http://127.0.0.1",
    "file://",
    "",
    "http://127.0.0.1:9@evil.example",
  ];
  it.each(foreign)("%j may neither read nor write", async (origin) => {
    const { engine, url } = await serve();
    expect(await send(url, { headers: { origin } })).toMatchObject({ status: 403 });
    expect(await send(url, { method: "POST", headers: { ...json, origin }, body })).toMatchObject({ status: 403 });
    expect(await engine.count("events")).toBe(0);
  });

  it("of the server's own pages may", async () => {
    const { url } = await serve();
    expect(await send(url, { method: "POST", headers: { ...json, origin: url }, body })).toMatchObject({ status: 201 });
  });

  it("is the page's own behind a proxy that ends TLS", async () => {
    const { url } = await serve({ allowedHosts: ["mcm.corp"] });
    const headers = { ...json, host: "mcm.corp", origin: "https://mcm.corp" };
    expect(await send(url, { method: "POST", headers, body })).toMatchObject({ status: 201 });
  });

  it.each(["cross-site", "same-site"])("is not needed to know a %s write", async (site) => {
    const { url } = await serve();
    const headers = { ...json, "sec-fetch-site": site };
    expect(await send(url, { method: "POST", headers, body })).toMatchObject({ status: 403 });
    expect(await send(url, { headers: { "sec-fetch-site": site } })).toMatchObject({ status: 200 });
  });

  it("gives no other site leave in a preflight", async () => {
    const { url } = await serve();
    const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
    const answer = await send(url, { method: "OPTIONS", headers });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("cannot be avoided with a form", async () => {
    const { engine, url } = await serve();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const answer = await send(url, { method: "POST", headers: { "content-type": type }, body });
      expect(answer.status).toBe(415);
    }
    expect(await engine.count("events")).toBe(0);
  });
});

describe("the token", () => {
  const token = "a-token-that-is-long-enough";
  const secret = { authorization: `Bearer ${token}` };

  it("opens the API", async () => {
    const { url } = await serve({ token });
    expect(await send(url, { headers: secret })).toMatchObject({ status: 200 });
    expect(await send(url, { headers: { authorization: `bearer  ${token}` } })).toMatchObject({ status: 200 });
    expect(await send(url, { method: "POST", headers: { ...json, ...secret }, body })).toMatchObject({ status: 201 });
  });

  const wrong = [
    undefined,
    "",
    "Bearer",
    "Bearer ",
    "Bearer x",
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token} ${token}`,
    `Basic ${Buffer.from(`:${token}`).toString("base64")}`,
    token,
  ];
  it.each(wrong)("is not %j", async (authorization) => {
    const { url } = await serve({ token });
    for (const path of ["/api/events", "/API/events", "/api/findings?limit=1", "/api/stats/summary", "/api/nothing"]) {
      const answer = await send(url, { path, headers: authorization === undefined ? {} : { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.headers["www-authenticate"]).toBe('Bearer realm="mcm"');
      expect(answer.text).not.toContain(token);
    }
  });

  it("is asked for before a body is read", async () => {
    const { engine, url } = await serve({ token });
    expect(await send(url, { method: "POST", headers: json, body: "{half" })).toMatchObject({ status: 401 });
    expect(await engine.count("events")).toBe(0);
  });

  it("is not taken from the address", async () => {
    const { url } = await serve({ token });
    expect(await send(url, { path: `/api/events?token=${token}` })).toMatchObject({ status: 401 });
  });

  it("is not needed for health and pages", async () => {
    const { url } = await serve({ token });
    expect(await send(url, { path: "/api/health" })).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect((await send(url, { path: "/" })).text).toContain("dashboard");
  });
});

describe("exposure", () => {
  it.each(["127.0.0.1", "127.8.8.8", "::1", "localhost"])("%s needs no token", (host) => {
    expect(() => checkExposure({ host })).not.toThrow();
  });

  it.each(["0.0.0.0", "::", "", "192.168.1.5", "mcm.corp", "127.evil.example", "localhost.evil.example"])(
    "%j needs one, or leave to go without",
    (host) => {
      expect(() => checkExposure({ host })).toThrow(UsageError);
      expect(() => checkExposure({ host })).toThrow(/MCM_TOKEN.*MCM_ALLOW_ANONYMOUS=1/);
      expect(() => checkExposure({ host, token: "x" })).not.toThrow();
      expect(() => checkExposure({ host, allowAnonymous: true })).not.toThrow();
    },
  );

  it("is checked before anything listens", async () => {
    await expect(serve({ host: "0.0.0.0" })).rejects.toThrow("listening on 0.0.0.0 lets others read everything");
  });
});

describe("headers", () => {
  it.each(["/", "/api/events", "/api/nothing", "/assets/none.js"])(
    "of %s let a browser do nothing else",
    async (path) => {
      const { url } = await serve();
      const { headers } = await send(url, { path });
      expect(headers["content-security-policy"]).toBe(
        "default-src 'self';img-src 'self' data:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
      });
      expect(headers).not.toHaveProperty("x-powered-by");
      expect(headers).not.toHaveProperty("strict-transport-security");
    },
  );
});
