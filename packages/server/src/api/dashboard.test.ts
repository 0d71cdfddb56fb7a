import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { send, serve } from "../testing/serve.js";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "dashboard-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function built(): Promise<string> {
  const path = await folder();
  await mkdir(join(path, "assets"));
  await writeFile(join(path, "index.html"), "<!doctype html><title>page</title>");
  await writeFile(join(path, "assets/index-1a2b.js"), "export {};");
  await writeFile(join(path, "favicon.svg"), "<svg/>");
  await writeFile(join(path, ".env"), "SECRET=1");
  await writeFile(join(path, "../outside.txt"), "outside");
  return path;
}

const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

describe("the dashboard", () => {
  it("is the page at /, checked anew each time", async () => {
    const { url } = await serve({ dashboard: await built() });
    const answer = await send(url, { path: "/" });
    expect(answer).toMatchObject({ status: 200, text: "<!doctype html><title>page</title>" });
    expect(answer.headers["cache-control"]).toBe("no-cache");
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    const etag = String(answer.headers.etag);
    expect(await send(url, { path: "/", headers: { "if-none-match": etag } })).toMatchObject({ status: 304 });
  });

  it("has files that are kept for good when their name carries a hash", async () => {
    const { url } = await serve({ dashboard: await built() });
    const script = await send(url, { path: "/assets/index-1a2b.js" });
    expect(script.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(script.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect((await send(url, { path: "/favicon.svg" })).headers["cache-control"]).toBe("no-cache");
  });

  it("shows the page at its own addresses, to browsers", async () => {
    const { url } = await serve({ dashboard: await built() });
    const answer = await send(url, { path: "/findings/12?user=ada", headers: html });
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining("page") });
    expect(answer.headers["cache-control"]).toBe("no-cache");
  });

  const none: [string, Record<string, string>][] = [
    ["/assets/old-hash.js", {}],
    ["/assets/old-hash.js", html],
    ["/picture.png", { accept: "image/*" }],
    ["/findings", { accept: "*/*" }],
    ["/api/findings/page", html],
    ["/../outside.txt", {}],
    ["/%2e%2e/outside.txt", {}],
    ["/..%5coutside.txt", {}],
    ["/.env", {}],
  ];
  it.each(none)("has no %s for %j", async (path, headers) => {
    const { url } = await serve({ dashboard: await built() });
    const answer = await send(url, { path, headers });
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.text).not.toMatch(/SECRET|outside$/);
  });

  it("says how to build it where it is missing, and is there once it is built", async () => {
    const dashboard = await folder();
    const { url } = await serve({ dashboard });
    const answer = await send(url, { path: "/" });
    expect(answer).toMatchObject({ status: 404, text: expect.stringContaining("npm run build") });
    await writeFile(join(dashboard, "index.html"), "built");
    expect(await send(url, { path: "/" })).toMatchObject({ status: 200, text: "built" });
  });

  it("is not there without a folder", async () => {
    const { url } = await serve();
    expect(await send(url, { path: "/" })).toMatchObject({
      status: 404,
      text: expect.stringContaining("npm run build"),
    });
  });
});
