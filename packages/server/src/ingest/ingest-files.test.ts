import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { expect, it } from "vitest";
import { ingestFiles } from "./ingest-files.js";

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
  expect(await ingestFiles(watched, [path], options)).toMatchObject({ new: count, rejected: 0 });
  expect(Math.max(...sizes)).toBeLessThanOrEqual(largest);
  expect(sizes.length).toBeLessThanOrEqual(Math.ceil(count / largest) * 2);
  await engine.close();
  rmSync(folder, { recursive: true });
});
