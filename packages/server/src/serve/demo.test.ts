import { fileURLToPath } from "node:url";
import { createEngine } from "@mcm/engine";
import { loadRules } from "@mcm/engine/files";
import { sqlite } from "@mcm/engine/sqlite";
import { awsPack, builtinRules, githubPack, oktaPack } from "@mcm/rules-builtin";
import { expect, it, onTestFinished } from "vitest";
import { event } from "../testing/serve.js";
import { seedDemo } from "./demo.js";

const now = new Date("2025-01-20T12:00:00Z");

function emptyEngine() {
  const engine = createEngine({ store: sqlite(":memory:"), rules: builtinRules });
  onTestFinished(() => engine.close());
  return engine;
}

it("fills an empty database with a month in which every rule that is of no pack finds something", async () => {
  const engine = emptyEngine();
  expect(await seedDemo(engine, now)).toBe(5000);
  expect(await engine.count("events")).toBe(5000);
  expect(await engine.count("events", { from: "2024-12-21T12:00:00Z", to: "2025-01-20T12:00:00Z" })).toBe(5000);
  const packed = new Set([...githubPack(), ...awsPack(), ...oktaPack()]);
  for (const rule of builtinRules.filter((one) => !packed.has(one))) {
    expect(await engine.count("findings", { rule_name: rule.name }), rule.name).toBeGreaterThan(0);
  }
});

it("holds what the sample rules are about", async () => {
  const folder = fileURLToPath(new URL("../../../../examples/rules", import.meta.url));
  const engine = createEngine({ store: sqlite(":memory:"), rules: await loadRules(folder) });
  onTestFinished(() => engine.close());
  await seedDemo(engine, now);
  const found = await engine.findings({ limit: 1000 });
  expect([...new Set(found.map(({ rule_name }) => rule_name))].sort()).toEqual([
    ...["admin-role-granted", "login-failed-burst", "login-from-new-country", "merged-own-change"],
    ...["password-guessed", "rare-user-agent", "self-made-admin"],
  ]);
});

it("is the same each time", async () => {
  const [one, other] = [emptyEngine(), emptyEngine()];
  await seedDemo(one, now);
  await seedDemo(other, now);
  expect(await one.events({ limit: 5000 })).toEqual(await other.events({ limit: 5000 }));
});

it("leaves a database that holds an event alone", async () => {
  const engine = emptyEngine();
  await engine.ingest([event(0)]);
  expect(await seedDemo(engine, now)).toBe(0);
  expect(await engine.count("events")).toBe(1);
});
