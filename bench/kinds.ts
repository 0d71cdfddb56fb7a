import { activity } from "./activity.ts";
import { statefulRules, statelessRules } from "./rules.ts";
import { takeTurns } from "./turns.ts";

/** What 8 rules that look beyond one event cost beside 12 that do not, for 20,000 users. */
export async function kinds(count = 100_000): Promise<void> {
  for (const batchSize of [1_000, 5_000]) {
    await takeTurns(`kinds: ${count} events in order`, batchSize, [
      { name: "12 stateless rules", rules: statelessRules, events: () => activity(count) },
      { name: "8 stateful ones too", rules: [...statelessRules, ...statefulRules], events: () => activity(count) },
    ]);
  }
}
