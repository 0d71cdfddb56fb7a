import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type RunOptions, runMcm, startMcm } from "../testing/mcm.js";
import { event, freshFile } from "../testing/serve.js";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let cwd: string;

beforeEach(async () => {
  cwd = dirname(await freshFile());
});

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly said: () => string;
}

/** Starts `mcm serve` on a free port and waits until it has printed its address. */
async function served(words = "", options: Partial<RunOptions> = {}): Promise<Served> {
  const child = startMcm(["serve", "--port", "0", ...words.split(" ").filter(Boolean)], { cwd, ...options });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  child.stderr?.on("data", (text) => {
    said += text;
  });
  const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
  return { child, url: String(line).trim(), said: () => said };
}

async function total(url: string, list: string, headers: Record<string, string> = {}): Promise<number> {
  return Number((await fetch(`${url}/api/${list}`, { headers })).headers.get("x-total-count"));
}

describe("mcm serve", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("prints its address, serves, and stops on %s", async (signal) => {
    const { child, url, said } = await served();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${url}/api/health`)).json()).toEqual({ status: "ok" });
    child.kill(signal);
    expect(await once(child, "close")).toEqual([0, null]);
    expect(said()).toBe("");
  });

  it("fills an empty database with demo data, once", async () => {
    const first = await served("--demo");
    expect(first.said()).toBe("filled the empty database with 5,000 invented events\n");
    expect(await total(first.url, "events")).toBe(5000);
    first.child.kill();
    await once(first.child, "close");
    const second = await served("--demo");
    expect(second.said()).toBe("");
    expect(await total(second.url, "events")).toBe(5000);
  });

  it("honours PORT, MCM_HOST, MCM_DB and MCM_TOKEN", async () => {
    const { url } = await served("", { env: { MCM_HOST: "::1", MCM_DB: "other.db", MCM_TOKEN: "0123456789abcdef" } });
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${url}/api/events`)).status).toBe(401);
    expect(await total(url, "events", { authorization: "Bearer 0123456789abcdef" })).toBe(0);
    const port = new URL(url).port;
    const taken = await runMcm(["serve"], { cwd, env: { PORT: port, MCM_HOST: "::1" } });
    expect(taken).toEqual({
      code: 2,
      out: "",
      err: `mcm: port ${port} on ::1 is in use; stop what holds it, or choose another port with --port or PORT\n`,
    });
  });

  it("prints its address as JSON when asked", async () => {
    const { url } = await served("--json");
    expect(JSON.parse(url)).toEqual({ url: expect.stringMatching(/^http:/) });
  });

  it("shows what another process ingests, and what the rules find in it", async () => {
    const { url } = await served();
    const ingested = await runMcm(["ingest"], { cwd, input: JSON.stringify(event(0)) });
    expect(ingested.code).toBe(0);
    expect(await total(url, "events")).toBe(1);
    expect(await total(url, "findings")).toBe(1);
  });
});
