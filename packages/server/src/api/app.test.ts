import { createEngine } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { describe, expect, it } from "vitest";
import { event, freshFile, send, serve } from "../testing/serve.js";

describe("the API", () => {
  it("says that it is well", async () => {
    const { url } = await serve();
    const answer = await send(url, { path: "/api/health" });
    expect(answer).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  });

  const unknown = ["/api", "/api/", "/api/event", "/api/events/1/x", "/api/stats", "/api/../api/x", "/api/%2e%2e/x"];
  it.each(unknown)("has nothing at %s", async (path) => {
    const { url } = await serve();
    const answer = await send(url, { path, headers: { accept: "text/html" } });
    expect(answer.status).toBe(404);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(JSON.parse(answer.text)).toEqual({
      type: "about:blank",
      title: "Not Found",
      status: 404,
      detail: expect.stringContaining("/api/findings"),
    });
  });

  const others: [string, string, string][] = [
    ["DELETE", "/api/events", "GET, HEAD, POST, OPTIONS"],
    ["PUT", "/api/events", "GET, HEAD, POST, OPTIONS"],
    ["POST", "/api/findings", "GET, HEAD, OPTIONS"],
    ["PATCH", "/api/stats/summary", "GET, HEAD, OPTIONS"],
    ["POST", "/api/health", "GET, HEAD, OPTIONS"],
    ["POST", "/", "GET, HEAD, OPTIONS"],
    ["TRACE", "/api/events", "GET, HEAD, POST, OPTIONS"],
    ["PROPFIND", "/api/events", "GET, HEAD, POST, OPTIONS"],
  ];
  it.each(others)("refuses %s %s and names what is allowed", async (method, path, allowed) => {
    const { url } = await serve();
    const answer = await send(url, { method, path });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe(allowed);
    expect(JSON.parse(answer.text)).toMatchObject({
      title: "Method Not Allowed",
      detail: expect.stringContaining(method),
    });
  });

  it("answers OPTIONS and HEAD without a body", async () => {
    const { url } = await serve();
    const options = await send(url, { method: "OPTIONS" });
    expect(options).toMatchObject({ status: 204, text: "" });
    expect(options.headers.allow).toBe("GET, HEAD, POST, OPTIONS");
    const head = await send(url, { method: "HEAD" });
    expect(head).toMatchObject({ status: 200, text: "" });
    expect(head.headers["x-total-count"]).toBe("0");
  });

  it.each(["/%", "/%zz", "/api/%c0%af", "/api/events%00", "//evil.example/", "/..%2f..%2fetc%2fpasswd"])(
    "takes the strange address %s calmly",
    async (path) => {
      const { url } = await serve();
      const answer = await send(url, { path });
      expect([400, 404]).toContain(answer.status);
      expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
      expect(answer.text).not.toMatch(/node_modules|\bat .*:\d+:\d+|root:/);
    },
  );

  it("keeps its own failures to itself and tells the one who runs it", async () => {
    const told: unknown[] = [];
    const engine = createEngine({ store: sqlite("/nowhere/at/all.db") });
    const { url } = await serve({ engine, onError: (error) => told.push(error) });
    const answer = await send(url);
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toMatchObject({ title: "Service Unavailable" });
    expect(answer.text).not.toContain("nowhere");
    expect(String(told[0])).toContain("nowhere");
  });

  it("says no more than it must of what it did not expect", async () => {
    const told: unknown[] = [];
    const store = { ...sqlite(":memory:"), events: () => Promise.reject(new Error("SELECT secret FROM events")) };
    const { url } = await serve({ engine: createEngine({ store }), onError: (error) => told.push(error) });
    const answer = await send(url);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("secret");
    expect(told).toHaveLength(1);
  });

  it("says that the disk is full", async () => {
    const engine = createEngine({ store: sqlite(await freshFile(), { maximumPages: 100 }) });
    const { url } = await serve({ engine, onError: () => {} });
    const events = Array.from({ length: 5000 }, (_, index) => event(index, { raw_data: { text: "x".repeat(200) } }));
    const headers = { "content-type": "application/json" };
    const answer = await send(url, { method: "POST", headers, body: JSON.stringify(events) });
    expect(answer.status).toBe(507);
    expect(JSON.parse(answer.text).detail).toContain("full");
    expect(await send(url)).toMatchObject({ status: 200 });
  });
});
