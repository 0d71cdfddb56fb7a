import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
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

  describe("with an age that events are kept for", () => {
    const old = (minute: number) => event(minute, { event_type: "login_success" });
    const recent = event(3, {
      timestamp: new Date(Date.now() - 86_400_000).toISOString(),
      event_type: "login_success",
    });

    beforeEach(async () => {
      const input = [old(0), old(1), old(2), recent].map((one) => `${JSON.stringify(one)}\n`).join("");
      await runMcm(["ingest", "-"], { cwd, input });
    });

    const deleted = "deleted what is no longer kept: 3 events, 0 findings\n";

    it("deletes what is older beside its work, says so once, and takes nothing older in", async () => {
      const { url, said } = await served("--keep-events 30d --keep-findings 1y --prune-every 100ms");
      await vi.waitFor(() => expect(said()).toBe(deleted), { timeout: 20_000 });
      expect(await total(url, "events")).toBe(1);
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${url}/api/events`, { method: "POST", headers, body: JSON.stringify(old(4)) });
      expect(await answer.json()).toMatchObject({ detail: expect.stringContaining("older than the 30d") });
      expect(said()).toBe(deleted);
    });

    it("is told the age by its environment or its configuration, too, and run --watch as well", async () => {
      const { said } = await served("--prune-every 100ms", { env: { MCM_KEEP_EVENTS: "30d" } });
      await vi.waitFor(() => expect(said()).toBe(deleted), { timeout: 20_000 });
      await runMcm(["ingest", "-"], {
        cwd,
        input: `${JSON.stringify(old(5))}\n${JSON.stringify(old(6))}`,
        env: { MCM_DB: "other.db" },
      });
      await writeFile(join(cwd, "mcm.config.json"), JSON.stringify({ db: "other.db", retention: { events: "30d" } }));
      const child = startMcm(["run", "--watch", "--prune-every", "100ms"], { cwd });
      onTestFinished(() => void child.kill("SIGKILL"));
      const [line] = await once(child.stderr as NodeJS.ReadableStream, "data");
      expect(String(line)).toBe("deleted what is no longer kept: 2 events, 0 findings\n");
    });

    it("leaves it for some minutes when it has started", async () => {
      const { url, said } = await served("--keep-events 30d");
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await total(url, "events")).toBe(4);
      expect(said()).toBe("");
    });
  });

  it.each([
    [["--keep-events", "soon"], {}, '--keep-events is "soon"; it takes an age from 1ms to 3650d'],
    [[], { MCM_KEEP_EVENTS: "-1d" }, 'MCM_KEEP_EVENTS is "-1d"; it takes'],
    [[], { MCM_KEEP_FINDINGS: "1y" }, "--keep-findings takes --keep-events beside it"],
    [["--keep-events", "1d", "--prune-every", "0s"], {}, '--prune-every is "0s"; it takes'],
  ])("refuses %j and %j, and makes no database", async (words, env, message) => {
    const { code, err } = await runMcm(["serve", ...words], { cwd, env: { MCM_DB: "none.db", ...env } as never });
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
    expect(existsSync(join(cwd, "none.db"))).toBe(false);
  });
});
