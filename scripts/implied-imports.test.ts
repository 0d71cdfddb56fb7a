import { join } from "node:path";
import { expect, it } from "vitest";
import { impliedImports } from "./implied-imports.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const files = {
  "package.json":
    '{ "name": "@x/one", "exports": { ".": { "@mcm/source": "./src/index.ts" }, "./more": { "@mcm/source": "./src/more.ts" } } }',
  "src/index.ts":
    'export { type Rule, defineRule, inner as outer } from "./rule.js";\nexport * as all from "./rule.js";',
  "src/more.ts": "export const more = 1;",
  "src/rule.ts": "export function defineRule() {}\nexport const inner = 1;\nexport function hidden() {}",
};

it.each([
  ["what the package exports", "defineRule(outer)", 'import { defineRule, outer } from "@x/one"; '],
  ["each entry by its name", "more; outer", 'import { outer } from "@x/one"; import { more } from "@x/one/more"; '],
  ["its own file, for what is not public", "hidden()", 'import { hidden } from "./rule.js"; '],
  ["nothing, when it has imports", 'import { defineRule } from "@x/one";\ndefineRule()', ""],
])("implies %s", (_, code, expected) => {
  const folder = temporaryFolder(files);
  expect(impliedImports(folder, join(folder, "src/rule.ts"), code)).toBe(expected);
});
