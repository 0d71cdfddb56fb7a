import type { Rule } from "@mcm/engine";
import { builtinRules } from "@mcm/rules-builtin";
import { fakeEvents } from "@mcm/sources";
import { takeTurns } from "./turns.ts";

/** What the command's own `ingest` takes at a time. */
const batchSize = 5_000;

const single: Rule = {
  name: "logins",
  title: "Logins",
  severity: "low",
  on: ["login_failed"],
  description: "{{user}}",
};

/** How fast invented events go into a SQLite file, with rules run over them and without. */
export async function ingest(count = 200_000): Promise<void> {
  const events = () => fakeEvents(count);
  await takeTurns(`ingest: ${count} invented events`, batchSize, [
    { name: "no rules", rules: [], events },
    { name: "one rule of single events", rules: [single], events },
    { name: "the built-in rules", rules: builtinRules, events },
  ]);
}
