import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createEngine, type Engine } from "../src/index.js";
import { sqlite } from "../src/stores/sqlite.js";
import { someEvents, someRules } from "./month.js";

/* Promise 2: events, findings, marks and counters commit together or not at all, whenever the process dies. */

const count = 1500;

/** Runs the child and kills it some time after it has begun to write; gives whether it got to its end. */
async function ingestUntilKilled(path: string, patience: number): Promise<boolean> {
  const hook = join(import.meta.dirname, "run-sources.mjs");
  const script = join(import.meta.dirname, "ingest-child.ts");
  const child = spawn(process.execPath, ["--conditions=@mcm/source", "--import", hook, script, path, `${count}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), patience));
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}

async function state(engine: Engine) {
  const findings = await engine.findings({ limit: 10_000, sort: "timestamp" });
  return {
    events: await engine.count("events"),
    summary: await engine.summary(),
    findings: findings.map(({ id: _, event_id: __, created_at: ___, revision: ____, ...rest }) => rest),
  };
}

test("killed over and over, and begun anew each time, it ends with what an uninterrupted run finds", {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "mcm-kill-"));
  const path = join(folder, "killed.db");
  let kills = 0;
  for (let patience = 1; !(await ingestUntilKilled(path, patience)); patience = Math.ceil(patience * 2)) kills++;
  const killed = createEngine({ store: sqlite(path) });
  const whole = createEngine({ store: sqlite(":memory:"), rules: someRules });
  await whole.ingest(someEvents(count));
  expect(kills).toBeGreaterThan(2);
  const expected = await state(whole);
  expect(expected.findings.length).toBeGreaterThan(50);
  expect(await state(killed)).toEqual(expected);
  await Promise.all([killed.close(), whole.close()]);
  rmSync(folder, { recursive: true });
});
