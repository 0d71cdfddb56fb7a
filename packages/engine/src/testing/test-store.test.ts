import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sqlite } from "../stores/sqlite.js";
import { testStore } from "./test-store.js";

describe("SQLite on disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "mcm-store-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  testStore({ at: (place) => sqlite(join(folder, `${place}.db`)) }, test);
});

describe("SQLite in memory", () => {
  testStore(() => sqlite(":memory:"), test);
});

test("what only data shows that outlives its store is registered for stores that are opened at a place", () => {
  const names = (make: Parameters<typeof testStore>[0]) => {
    const registered: string[] = [];
    testStore(make, (name) => registered.push(name));
    return registered;
  };
  const [inMemory, onDisk] = [names(() => sqlite(":memory:")), names({ at: sqlite })];
  expect(onDisk.slice(0, inMemory.length)).toEqual(inMemory);
  expect(onDisk.slice(inMemory.length).map((name) => name.split(":")[0])).toContain("sharing");
  expect(new Set(onDisk).size).toBe(onDisk.length);
});
