import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createEngine, createEvaluator, type Rule } from "@mcm/engine";
import { loadRules } from "@mcm/engine/files";
import { sqlite } from "@mcm/engine/sqlite";
import { ruleOf, specAt } from "./many-rules.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** How long it takes to load a folder of rule files, and to replace one of the rules in a running engine. */
export async function load(count = 10_000): Promise<void> {
  const folder = join(temporaryFolder(), "rules");
  mkdirSync(folder);
  for (let index = 0; index < count; index++) {
    writeFileSync(join(folder, `rule-${index}.rule.json`), JSON.stringify(ruleOf(specAt(index)), null, 2));
  }
  const times: Record<string, number> = {};
  const timed = async <Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> => {
    const start = performance.now();
    const result = await work();
    times[name] = Math.round((performance.now() - start) * 10) / 10;
    return result;
  };
  const rules = await timed("read and validate", () => loadRules(folder));
  await timed("compile and index", () => createEvaluator({ rules }));
  const engine = createEngine({ store: sqlite(":memory:"), rules });
  const replaced = (index: number): Rule => ({ ...(rules[index] as Rule), severity: "high" });
  await timed("replace one, the first time", () => engine.load(rules.with(7, replaced(7))));
  const again: number[] = [];
  for (let index = 0; index < 20; index++) {
    const start = performance.now();
    engine.load(rules.with(index, replaced(index)));
    again.push(performance.now() - start);
  }
  times["replace one, median of 20"] = Math.round((again.sort((a, b) => a - b)[10] ?? 0) * 10) / 10;
  await engine.close();
  console.log(`\nload: ${count} rule files; milliseconds`);
  console.table(times);
}
