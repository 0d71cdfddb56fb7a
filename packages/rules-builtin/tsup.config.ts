import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  dts: true,
  sourcemap: true,
  clean: true,
  target: "node22",
  esbuildPlugins: [
    {
      // Rules are published without their tests, which are most of their text.
      name: "rules-without-tests",
      setup: ({ onLoad }) => {
        onLoad({ filter: /\.rule\.json$/ }, ({ path }) => {
          const { $schema: _, tests: __, ...rule } = JSON.parse(readFileSync(path, "utf8"));
          return { contents: JSON.stringify(rule), loader: "json" };
        });
      },
    },
  ],
});
