import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Workspace packages resolve to each other's sources, as nothing needs building to be tested; then Vite's own. */
const conditions = ["@mcm/source", "module", "node", "development|production"];

const project = (name: string, root: string, include: readonly string[], globalSetup: readonly string[] = []) => ({
  extends: true as const,
  test: { name, root, include: [...include], globalSetup: [...globalSetup] },
});

/** Starts the server that tests of stores use. */
const postgres = fileURLToPath(new URL("packages/engine/test/postgres-server.ts", import.meta.url));

const packageTests = ["src/**/*.test.ts", "test/**/*.test.ts"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    pool: "forks",
    maxWorkers: availableParallelism(),
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      project("engine", "packages/engine", packageTests, [postgres]),
      project("server", "packages/server", packageTests, [postgres]),
      ...["sources", "rules-builtin"].map((name) => project(name, `packages/${name}`, packageTests)),
      project("dashboard", "examples/dashboard", ["src/**/*.test.{ts,tsx}"]),
      project("bench", "bench", ["**/*.test.ts"]),
      project("scripts", "scripts", ["**/*.test.ts"]),
      {
        extends: true,
        // One browser at a time, after the rest: what it measures and waits for is the page's, not the machine's.
        test: {
          name: "browser",
          root: "examples/dashboard",
          include: ["e2e/**/*.test.ts"],
          testTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
