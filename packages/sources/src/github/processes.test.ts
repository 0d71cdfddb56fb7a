import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { expect, onTestFinished, test } from "vitest";
import { type FakeGithub, fakeGithub } from "./testing/fake-github.js";

/* Processes that pull into one file, beside each other and after one that was killed. */

const { dirname } = import.meta;
const sources = join(dirname, "../../../engine/test/run-sources.mjs");
const run = ["--conditions=@mcm/source", "--import", sources, join(dirname, "testing/pull-child.ts")];
const cache = join(dirname, "../../node_modules/.cache/children");

/** Starts one; gives how it ended. */
async function pull(fake: FakeGithub, path: string, { killedAt = 0 } = {}): Promise<unknown> {
  const feed = fake.events.length > 0 ? "events" : "audit-log";
  const child = spawn(process.execPath, [...run, path, fake.url, feed], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  let requests = 0;
  if (killedAt > 0) fake.before = () => void (++requests === killedAt && child.kill("SIGKILL"));
  const [code, signal] = await once(child, "exit");
  fake.before = () => undefined;
  return signal ?? code;
}

test.each(["events", "records"] as const)(
  "%s that killed processes and two at once pulled are all there, once",
  async (feed) => {
    const folder = mkdtempSync(join(tmpdir(), "mcm-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "mcm.db");
    const fake = await fakeGithub(Math.floor(Date.now() / 1000) * 1000);
    for (let n = 0; n < 290; n++) fake[feed].push({ id: `x${n}`, created: fake.now - n * 1000, shown: 0 });
    expect(await pull(fake, path, { killedAt: 3 })).toBe("SIGKILL");
    expect(await Promise.all([pull(fake, path), pull(fake, path)])).toEqual([0, 0]);
    const engine = createEngine({ store: sqlite(path) });
    expect(await engine.count("events")).toBe(290);
    expect(await engine.sources()).toMatchObject([{ name: "github", gap_count: 0, failures: 0 }]);
    await engine.close();
  },
);
