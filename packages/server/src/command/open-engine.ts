import { createEngine, type Engine, McmError, type Problem } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { builtinRules } from "@mcm/rules-builtin";
import { say } from "../terminal/output.js";
import { UsageError } from "../usage-error.js";

/** With 64 a million events were ingested no faster and with no byte less written, but with 45 MB more memory. */
const cacheMegabytes = 32;

/**
 * An engine over a database file, with the built-in rules; the file is made or brought up to date first.
 *
 * @throws {UsageError} when the file cannot be used.
 */
export async function openEngine(path: string, batchSize: number | undefined): Promise<Engine> {
  const store = sqlite(path, { cacheMegabytes });
  await store.open().catch((error: unknown) => {
    throw error instanceof McmError ? new UsageError(error.message, { cause: error }) : error;
  });
  return createEngine({ store, rules: builtinRules, batchSize, onProblem: sayProblem() });
}

const mostProblems = 20;

/** Says the first problems of rules, and when it stops saying them. */
function sayProblem(): (problem: Problem) => void {
  let count = 0;
  return ({ rule_name, source, external_id, message }) => {
    count++;
    if (count <= mostProblems) say(`rule "${rule_name}" failed on event ${external_id} of ${source}: ${message}`);
    if (count === mostProblems) say("further failures of rules are counted but not shown");
  };
}
