import { createEngine } from "../../engine/create-engine.js";
import { createEvaluator } from "../../evaluate/create-evaluator.js";
import type { EventInput } from "../../event.js";
import type { EvaluatedFinding } from "../../finding.js";
import type { Rule } from "../../rule.js";
import type { Store } from "../../store.js";
import { expectEqual } from "../expect-equal.js";
import { all, at, createdAt, sortedBy } from "./sample.js";
import type { SharedCases, StoreCases } from "./store-case.js";

const about = { severity: "medium", description: "{{user}}: {{count}}" } as const;

/** A rule of every kind. */
export const ruleOfEachKind: readonly Rule[] = [
  { ...about, name: "any", title: "Any", on: ["restart"] },
  { ...about, name: "dedup", title: "Dedup", on: ["login"], dedup: { group_by: ["user"], quiet: "5m" } },
  { ...about, name: "threshold", title: "Threshold", threshold: { count: 3, within: "6m", group_by: ["user"] } },
  { ...about, name: "distinct", title: "Distinct", distinct: { field: "raw_data.place", count: 3, within: "9m" } },
  {
    ...about,
    name: "new-value",
    title: "New value",
    new_value: { fields: ["raw_data.place"], history: "20m", learn: "3m", group_by: ["user"] },
  },
  { ...about, name: "rare", title: "Rare", rare: { field: "raw_data.place", at_most: 1, within: "30m", after: 5 } },
  {
    ...about,
    name: "sequence",
    title: "Sequence",
    sequence: {
      steps: [(event) => event.event_type === "login", (event) => event.event_type === "restart"],
      within: "8m",
      group_by: ["user"],
    },
  },
  { ...about, name: "absence", title: "Absence", absence: { every: "12m", group_by: ["user"] } },
];

const people = ["ada", "bob", "ada", "cyd", null];
/** Bob is away for a while, and cyd from the middle on. */
const isAway = (user: string | null, minutes: number) =>
  user === "bob" ? minutes > 15 && minutes < 40 : user === "cyd" && minutes > 30;
const places = ["de", "fr", "de", "pl", "de", "it"];

/** An hour of three people, and of nobody; nothing in it is by chance. */
export const hour: readonly EventInput[] = Array.from({ length: 60 }, (_, index) => {
  const user = people[(index * 3 + (index >> 3)) % people.length] ?? null;
  return {
    source: index % 4 === 3 ? "web" : "app",
    external_id: `${index}`,
    timestamp: at(index % 5 === 4 ? index - 2.5 : index),
    user: isAway(user, index) ? null : user,
    event_type: index % 7 === 0 ? "restart" : "login",
    raw_data: { place: places[((index * index) % 17) % places.length] ?? "de" },
  };
});

const told = ({ rule_name, timestamp, fingerprint }: EvaluatedFinding) => `${rule_name} ${timestamp} ${fingerprint}`;

/** What of findings depends on the set of events alone. */
function essence(findings: readonly EvaluatedFinding[]): unknown {
  const told = findings.map(({ event_id, revision: _, ...finding }) => ({ ...finding, has_event: event_id !== null }));
  return sortedBy(told, ({ fingerprint }) => fingerprint);
}

async function expectSameFindings(store: Store): Promise<void> {
  const evaluator = createEvaluator({ rules: ruleOfEachKind });
  evaluator.evaluate(hour);
  const wanted = evaluator.findings();
  const findings = await store.findings(all);
  const plain = findings.map(({ id: _, created_at: __, status: ___, ...finding }) => finding);
  const [here, there] = [new Set(findings.map(told)), new Set(wanted.map(told))];
  expectEqual(
    "findings that an evaluator in memory has not",
    [...here].filter((one) => !there.has(one)),
    [],
  );
  expectEqual(
    "findings that an evaluator in memory has alone",
    [...there].filter((one) => !here.has(one)),
    [],
  );
  expectEqual("findings, against those of an evaluator in memory", essence(plain), essence(wanted));
  const summary = await store.summary({});
  expectEqual("totals of the summary", [summary.total_events, summary.total_findings], [hour.length, wanted.length]);
}

/** Two batches; the second begins with an event that comes late, and holds some again. */
const late = 17;
const first = hour.filter((_, index) => index < 35 && index !== late);
const second = [...hour.slice(late, late + 1), ...hour.slice(30)];

const engineOver = (store: Store) => createEngine({ store, rules: ruleOfEachKind, now: () => createdAt });

/** A small run of an engine: what the interface's words come down to. */
export const withAnEngine: StoreCases = {
  "rules of every kind find what they find in memory": async (store) => {
    const engine = engineOver(store);
    await engine.ingest(first);
    await engine.ingest(second);
    await expectSameFindings(store);
  },

  "they do so one event at a time, in reverse, by an engine that remembers nothing": async (store) => {
    const engine = createEngine({
      store,
      rules: ruleOfEachKind,
      rememberedGroups: 0,
      batchSize: 1,
      now: () => createdAt,
    });
    await engine.ingest([...hour].reverse());
    await expectSameFindings(store);
  },

  "a rule that is added later finds what it finds in memory, once it is applied to what is there": async (store) => {
    // It shares its points with another rule that is there from the beginning.
    const added = ruleOfEachKind.filter(({ name }) => name === "rare");
    const options = { store, rememberedGroups: 0, batchSize: 1, now: () => createdAt };
    const rules = ruleOfEachKind.filter(({ name }) => name !== "rare");
    await createEngine({ ...options, rules }).ingest(first);
    const engine = createEngine({ ...options, rules: [...rules, ...added] });
    await engine.backfill("rare");
    await engine.ingest(second);
    await expectSameFindings(store);
  },

  "another engine goes on where the first one left": async (store) => {
    await engineOver(store).ingest(first);
    await engineOver(store).ingest(second);
    await expectSameFindings(store);
  },
};

/** The same over a store that was closed in between. */
export const withAnEngineAgain: SharedCases = {
  "an engine goes on where one left that was closed": async (open) => {
    const before = engineOver(await open());
    await before.ingest(first);
    await before.close();
    const store = await open();
    await engineOver(store).ingest(second);
    await expectSameFindings(store);
  },
};
