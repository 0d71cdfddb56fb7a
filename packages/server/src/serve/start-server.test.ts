import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { createEngine } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { builtinRules } from "@mcm/rules-builtin";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { event, freshFile, send, sendRaw, serve } from "../testing/serve.js";
import { UsageError } from "../usage-error.js";
import { startServer } from "./start-server.js";

describe("startServer", () => {
  it("listens on this machine alone unless told otherwise", async () => {
    const { url } = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("writes an IPv6 address as browsers want it", async () => {
    const { url } = await serve({ host: "::1" });
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
  });

  it("says what to do about a port in use", async () => {
    const { url } = await serve();
    const port = Number(new URL(url).port);
    await expect(serve({ port })).rejects.toThrow(UsageError);
    await expect(serve({ port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use; stop what holds it`);
  });

  it("says what to do about an address of another machine", async () => {
    const elsewhere = serve({ host: "203.0.113.7", allowAnonymous: true });
    await expect(elsewhere).rejects.toThrow("203.0.113.7 is not an address of this machine");
  });

  it("runs the rules on events that another process writes", async () => {
    const file = await freshFile();
    const engine = createEngine({ store: sqlite(file), rules: builtinRules });
    onTestFinished(() => engine.close());
    const { url } = await serve({ engine, runEvery: 20 });
    const other = createEngine({ store: sqlite(file) });
    await other.ingest([event(0)], { run: false });
    await other.close();
    await vi.waitFor(async () => {
      const findings = await send(url, { path: "/api/findings" });
      expect(findings.headers["x-total-count"]).toBe("1");
    });
    expect(await engine.events()).toMatchObject([{ processed: true }]);
  });

  it("goes on after a run that failed", async () => {
    const told: unknown[] = [];
    const engine = createEngine({ store: sqlite("/nowhere/at/all.db") });
    const { url } = await serve({ engine, runEvery: 5, onError: (error) => told.push(error) });
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(2));
    expect(await send(url, { path: "/api/health" })).toMatchObject({ status: 200 });
  });

  it("stops with idle connections open, and frees the port", async () => {
    const engine = createEngine({ store: sqlite(":memory:") });
    const server = await startServer({ engine, port: 0 });
    await fetch(`${server.url}/api/health`);
    await server.close();
    const port = Number(new URL(server.url).port);
    const next = createServer().listen(port, "127.0.0.1");
    onTestFinished(() => void next.close());
    await vi.waitFor(() => expect((next.address() as AddressInfo).port).toBe(port));
    await engine.close();
  });

  it("answers what it has begun before it stops", async () => {
    const engine = createEngine({ store: sqlite(":memory:"), rules: builtinRules });
    const server = await startServer({ engine, port: 0 });
    const body = JSON.stringify(Array.from({ length: 5000 }, (_, index) => event(index)));
    const headers = { "content-type": "application/json" };
    const answer = send(server.url, { method: "POST", headers, body });
    await vi.waitFor(async () => expect(await engine.count("events")).toBeGreaterThan(0));
    await server.close();
    expect(JSON.parse((await answer).text)).toMatchObject({ new: 5000 });
    await engine.close();
  });

  it("hangs up on what is no HTTP", async () => {
    const { url } = await serve();
    expect(await sendRaw(url, "\x16\x03\x01 hello\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
  });
});
