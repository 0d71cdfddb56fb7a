import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createEngine, type Rule } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { fakeEvents } from "@mcm/sources";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { ingestFiles } from "./ingest-files.js";

const inputs = (...paths: readonly string[]) => ({
  inputs: paths.map((path) => ({ path, size: 0, isAmong: false })),
  problems: [],
});

/** So many events, each of about so many bytes. */
const lines = (count: number, bytes: number): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      source: "app",
      external_id: `${n}`,
      timestamp: new Date(Date.UTC(2025, 0, 20) + n * 1000).toISOString(),
      event_type: "report_filed",
      raw_data: { text: "x".repeat(bytes) },
    }),
  ).join("\n");

it.each([
  { count: 30, bytes: 1024 * 1024, largest: 8 },
  { count: 2000, bytes: 10, largest: 500 },
])("takes $count events of $bytes bytes in batches of at most $largest", async ({ count, bytes, largest }) => {
  const folder = mkdtempSync(join(tmpdir(), "mcm-batches-"));
  const path = join(folder, "events.ndjson");
  writeFileSync(path, lines(count, bytes));
  const engine = createEngine({ store: sqlite(":memory:") });
  const sizes: number[] = [];
  const watched: typeof engine = {
    ...engine,
    ingest: (inputs, options) => {
      sizes.push(inputs.length);
      return engine.ingest(inputs, options);
    },
  };
  const options = { format: "auto", batch: 500, run: true, onProgress: () => undefined } as const;
  expect(await ingestFiles(watched, inputs(path), options)).toMatchObject({ new: count, rejected: 0 });
  expect(Math.max(...sizes)).toBeLessThanOrEqual(largest);
  expect(sizes.length).toBeLessThanOrEqual(Math.ceil(count / largest) * 2);
  await engine.close();
  rmSync(folder, { recursive: true });
});

it("ends with what the first batch failed of, once what was begun behind it is over", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mcm-failing-"));
  const path = join(folder, "events.ndjson");
  writeFileSync(path, lines(2000, 10));
  const engine = createEngine({ store: sqlite(":memory:") });
  let [begun, over] = [0, 0];
  const failing: typeof engine = {
    ...engine,
    ingest: async () => {
      const number = ++begun;
      await setTimeout(number * 20);
      over++;
      throw new Error(`batch ${number} fails`);
    },
  };
  const options = { format: "auto", batch: 500, run: true, onProgress: () => undefined } as const;
  await expect(ingestFiles(failing, inputs(path), options)).rejects.toThrow("batch 1 fails");
  expect([begun, over]).toEqual([2, 2]);
  await engine.close();
  rmSync(folder, { recursive: true });
});

it("stores records as they are written", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mcm-texts-"));
  const path = join(folder, "mixed.ndjson");
  const event = '{"source":"app","timestamp":"2025-01-20T09:00:00Z","event_type":"tick","raw_data":{ "n" : 1.0 }}';
  const push =
    '{"id":"7","type":"PushEvent","actor":{"login":"ada"},"repo":{},"payload":{},"created_at":"2025-01-20T09:00:00Z","n":1e2}';
  writeFileSync(path, `${event}\r\n${push}\n[${push.replace('"7"', '"8"')}]\n`);
  const engine = createEngine({ store: sqlite(join(folder, "mixed.db")) });
  const options = { format: "auto", batch: 500, run: true, onProgress: () => undefined } as const;
  expect(await ingestFiles(engine, inputs(path), options)).toMatchObject({ new: 3, rejected: 0 });
  const db = new Database(join(folder, "mixed.db"), { readonly: true });
  const written = db.prepare("SELECT raw_data FROM events ORDER BY id").pluck().all();
  expect(written).toEqual(['{ "n" : 1.0 }', push, JSON.stringify(JSON.parse(push.replace('"7"', '"8"')))]);
  expect((await engine.events({ user: "ada", limit: 1 }))[0]?.raw_data.n).toBe(100);
  db.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

const about = { severity: "medium", title: "t", description: "{{user}} {{count}}" } as const;
const group_by = ["user"];

/** One rule of each kind, each with something to find in invented events. */
const everyKind: readonly Rule[] = [
  { ...about, name: "single", on: ["login_failed"] },
  { ...about, name: "dedup", dedup: { quiet: "2h", group_by } },
  { ...about, name: "threshold", threshold: { count: 4, within: "6h", group_by } },
  { ...about, name: "distinct", distinct: { field: "event_type", count: 3, within: "12h", group_by } },
  { ...about, name: "new-value", new_value: { fields: ["event_type"], history: "3d", learn: "5d", group_by } },
  { ...about, name: "rare", rare: { field: "event_type", at_most: 2, within: "1d", after: 20 } },
  {
    ...about,
    name: "sequence",
    sequence: {
      steps: [({ event_type }) => event_type === "login_failed", ({ event_type }) => event_type === "login_success"],
      within: "1d",
      group_by,
    },
  },
  { ...about, name: "absence", absence: { every: "30h", group_by } },
];

/** What findings say, but for what depends on how their events came. */
async function found(files: readonly string[]): Promise<readonly object[]> {
  const engine = createEngine({ store: sqlite(":memory:"), rules: everyKind });
  await ingestFiles(engine, inputs(...files), { format: "auto", batch: 300, run: true, onProgress: () => undefined });
  const findings = await engine.findings({ limit: 100_000, sort: "timestamp" });
  await engine.close();
  return findings
    .map(({ id: _, event_id: __, created_at: ___, revision: ____, ...rest }) => rest)
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

it("finds the same in files sorted, shuffled, reversed, and cut into fifty in any order with a fifth twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mcm-orders-"));
  const sorted = [...fakeEvents(2000)].map((event) => JSON.stringify(event));
  const shuffled = sorted.toSorted((a, b) => (contentRank(a) < contentRank(b) ? -1 : 1));
  const write = (name: string, part: readonly string[]): string => {
    const path = join(folder, `${name}.ndjson`);
    writeFileSync(path, part.join("\n"));
    return path;
  };
  const twice = [...shuffled, ...shuffled.slice(0, 400)];
  const parts = Array.from({ length: 50 }, (_, n) => write(`part-${n}`, twice.slice(n * 48, (n + 1) * 48)));
  const expected = await found([write("sorted", sorted)]);
  expect(new Set(expected.map((finding) => (finding as { rule_name: string }).rule_name)).size).toBe(8);
  expect(await found([write("shuffled", shuffled)])).toEqual(expected);
  expect(await found([write("reversed", sorted.toReversed())])).toEqual(expected);
  expect(await found(parts.toReversed())).toEqual(expected);
  rmSync(folder, { recursive: true });
});

/** Some order that has nothing to do with what is sorted. */
const contentRank = (text: string): string => createHash("sha256").update(text).digest("hex");
