import type { Store } from "../../store.js";
import { all, always, ask, sortedBy } from "./sample.js";

/** Groups, sources and fingerprints that {@link stateOf} asks for. */
export const known = {
  set: "logins",
  groups: ['["ada"]', '["bob"]'],
  sources: ["app", "web"],
  fingerprints: ["f1", "f2", "f3"],
} as const;

/** All that can be seen of a small store, for comparing it with itself at another time. */
export async function stateOf(store: Store): Promise<unknown> {
  const answers = await ask(store, {
    groups: known.groups.map((group) => ({ match_set: known.set, group })),
    points: known.groups.map((group) => ({
      match_set: known.set,
      group,
      at: { time: 0, tie: "" },
      before: 100,
      after: 100,
    })),
    silent: known.sources.flatMap((source) =>
      [false, true].map((again) => ({ match_set: known.set, source, silence: 0, again })),
    ),
    fingerprints: known.fingerprints,
    newest: known.sources,
  });
  const silent = answers.silent.map((groups) => sortedBy(groups, ({ group }) => group));
  const inside = await store.transaction(async (transaction) => ({
    unprocessed: await transaction.unprocessed(1000),
    processed: await transaction.processed({ ...always, limit: 1000 }),
    cursors: [(await transaction.source("app")).cursor, (await transaction.source("web")).cursor],
  }));
  return {
    ...inside,
    answers: { ...answers, silent },
    events: await store.events(all),
    findings: await store.findings(all),
    withdrawn: await store.findings({ ...all, withdrawn: true }),
    counts: [
      (await store.countEvents({})).count,
      (await store.countFindings({})).count,
      (await store.countFindings({ withdrawn: true })).count,
    ],
    summary: await store.summary({}),
  };
}
