import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const conditions = ["@mcm/source", "module", "node", "development|production"];

/** Takes the screenshots: `pnpm --filter dashboard screenshots`; see screenshots.ts. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["e2e/screenshots.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
