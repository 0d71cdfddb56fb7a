import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    files: "src/files.ts",
    sqlite: "src/stores/sqlite.ts",
    postgres: "src/stores/postgres.ts",
    testing: "src/testing/index.ts",
  },
  format: ["esm", "cjs"],
  dts: true,
  sourcemap: true,
  clean: true,
  target: "node22",
  // For import.meta.url in CommonJS.
  shims: true,
  esbuildOptions: (options) => {
    options.conditions = ["@mcm/source"];
  },
});
