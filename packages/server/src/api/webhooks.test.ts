import { createHmac } from "node:crypto";
import { request } from "node:http";
import { createEngine, type SourceEvent } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { github } from "@mcm/sources";
import { describe, expect, it } from "vitest";
import { type Answer, send, serve } from "../testing/serve.js";
import { maximumDelivery } from "./webhooks.js";

const secret = "It's a Secret to Everybody";

const engineWith = (store = sqlite(":memory:")) =>
  createEngine({ store, sources: [github({ feed: "webhooks", secret }), github({ name: "events", org: "acme" })] });

const body = JSON.stringify({
  action: "opened",
  number: 1,
  pull_request: { title: "Grüße \u2028", created_at: "2026-03-02T09:00:00Z", user: { login: "ada" } },
  repository: { full_name: "acme/app" },
  sender: { login: "ada" },
});

const signed = (bytes: string | Buffer, more: Record<string, string> = {}): Record<string, string> => ({
  "content-type": "application/json",
  "user-agent": "GitHub-Hookshot/044aadd",
  "x-github-event": "pull_request",
  "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
  "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(bytes).digest("hex")}`,
  ...more,
});

const deliver = (url: string, headers = signed(body), sent = body, path = "/api/webhooks/github"): Promise<Answer> =>
  send(url, { method: "POST", path, headers, body: sent });

/** Sends bytes that need not be text. */
function deliverBytes(url: string, bytes: Buffer, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/webhooks/github`, { method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
    sent.end(bytes);
  });
}

describe("POST /api/webhooks/:source", () => {
  it("takes what is signed, and answers once it is stored", async () => {
    const { engine, url } = await serve({ engine: engineWith() });
    expect(await deliver(url)).toMatchObject({ status: 202, text: '{"new":1,"duplicate":0,"rejected":[]}' });
    const [event] = (await engine.events()) as [SourceEvent];
    expect(event).toMatchObject({ event_type: "pull_request_opened", user: "ada", raw_data: JSON.parse(body) });
    expect(await deliver(url)).toMatchObject({ status: 202, text: '{"new":0,"duplicate":1,"rejected":[]}' });
  });

  it("asks for no token, as senders have none; all else does", async () => {
    const { url } = await serve({ engine: engineWith(), token: "t" });
    expect((await deliver(url)).status).toBe(202);
    expect((await send(url)).status).toBe(401);
  });

  it.each([
    ["a wrong signature", signed("other"), body, 401, "its signature is wrong"],
    ["no signature", { "content-type": "application/json" }, body, 401, "X-Hub-Signature-256"],
    ["no event", signed(body, { "x-github-event": "" }), body, 400, "x-github-event"],
    ["no JSON", signed("{"), "{", 400, "no JSON object"],
    [
      "another content type",
      signed(body, { "content-type": "text/plain" }),
      body,
      400,
      "neither application/json nor a form",
    ],
    ["no body", signed(""), "", 400, "the body is empty"],
  ])("refuses %s with a problem document, and stores nothing", async (_, headers, sent, status, detail) => {
    const { engine, url } = await serve({ engine: engineWith() });
    const answer = await deliver(url, headers, sent);
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.text)).toMatchObject({ status, detail: expect.stringContaining(detail) });
    expect(await engine.count("events")).toBe(0);
  });

  it("knows no source that nothing can be pushed to", async () => {
    const { url } = await serve({ engine: engineWith() });
    for (const name of ["events", "none"]) {
      const answer = await deliver(url, signed(body), body, `/api/webhooks/${name}`);
      expect(answer).toMatchObject({ status: 404, text: expect.stringContaining("there is github") });
    }
  });

  it("takes 25 MiB, byte by byte, and no more", async () => {
    const { engine, url } = await serve({ engine: engineWith() });
    const large = Buffer.alloc(maximumDelivery, " ");
    large.write(body);
    expect(await deliverBytes(url, large, signed(large))).toBe(202);
    expect(await engine.count("events")).toBe(1);
    const tooLarge = Buffer.alloc(maximumDelivery + 1, " ");
    expect(await deliverBytes(url, tooLarge, signed(tooLarge))).toBe(413);
    expect(await deliverBytes(url, Buffer.from([0x7b, 0xff]), signed("{"))).toBe(400);
  });

  it("takes nothing that is compressed, for the bytes would be others than those that were signed", async () => {
    const { url } = await serve({ engine: engineWith() });
    expect((await deliver(url, signed(body, { "content-encoding": "gzip" }))).status).toBe(415);
  });

  it("is for POST alone, under the server's own names, and not for pages of other sites", async () => {
    const { url } = await serve({ engine: engineWith() });
    const path = "/api/webhooks/github";
    expect(await send(url, { path })).toMatchObject({ status: 405, headers: { allow: "POST, OPTIONS" } });
    expect((await deliver(url, signed(body, { host: "evil.test" }))).status).toBe(403);
    expect((await deliver(url, signed(body, { origin: "https://evil.test" }))).status).toBe(403);
    const { url: named } = await serve({ engine: engineWith(), allowedHosts: ["hooks.acme.test"] });
    expect((await deliver(named, signed(body, { host: "hooks.acme.test" }))).status).toBe(202);
  });

  it("says when the database is not there, so that GitHub counts the delivery as failed", async () => {
    const { url } = await serve({ engine: engineWith(sqlite("/nowhere/at/all.db")), onError: () => undefined });
    expect((await deliver(url)).status).toBe(503);
  });
});
