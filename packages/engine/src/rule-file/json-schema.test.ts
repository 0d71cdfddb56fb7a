import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ruleJsonSchema } from "./json-schema.js";

const root = join(import.meta.dirname, "../../../..");

/** JSON as this repository formats it. */
function formatted(value: unknown): string {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const input = JSON.stringify(value, null, 2);
  return execFileSync(process.execPath, [biome, "format", "--stdin-file-path=rule.schema.json"], {
    cwd: root,
    input,
    encoding: "utf8",
  });
}

test("rule.schema.json is what the kinds and operators make it; renewed by running this test with -u", async () => {
  await expect(formatted(ruleJsonSchema())).toMatchFileSnapshot("../../rule.schema.json");
});

test("a plugin's kind and operator are in its schema", async () => {
  const { z } = await import("zod");
  const { defineKind } = await import("../kind.js");
  const { defineOperator } = await import("../operator.js");
  const burst = defineKind<{ size: number }>({
    word: "burst",
    options: z.strictObject({ size: z.int() }),
    plan: () => ({ groupBy: [], gap: 0, constants: {}, figures: [] }),
  });
  const even = defineOperator({ name: "even", takes: [1, 1], evaluate: (value: unknown) => Number(value) % 2 === 0 });
  const schema = ruleJsonSchema({ kinds: [burst], operators: [even] });
  expect(schema).toMatchObject({
    properties: { burst: { properties: { size: { type: "integer" } } } },
    dependentSchemas: { burst: { properties: { threshold: false } }, threshold: { properties: { burst: false } } },
    $defs: { condition: { properties: { even: {} } } },
  });
});
