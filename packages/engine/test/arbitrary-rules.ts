import fc from "fast-check";
import type { Rule, RuleEvent } from "../src/index.js";

const common = { title: "t", description: "{{user}} {{count}}" } as const;
const minutes = (n: number) => `${n}m` as const;
const upTo = (most: number) => fc.integer({ min: 1, max: most }).map(minutes);
const group_by = fc.constantFrom(undefined, ["user"], ["user", "raw_data.value"]);

/** A rule of each kind, with options that small crowded sets of events meet often. Its name is its kind. */
export const kinds = {
  match: fc.constant({ ...common, name: "match", severity: "low" }),
  dedup: fc
    .record({ quiet: upTo(12), group_by })
    .map((dedup) => ({ ...common, name: "dedup", severity: "medium", dedup })),
  threshold: fc
    .record({ count: fc.integer({ min: 1, max: 5 }), within: upTo(20), group_by })
    .map((threshold) => ({ ...common, name: "threshold", severity: "high", threshold })),
  distinct: fc
    .record({
      field: fc.constant("raw_data.value"),
      count: fc.integer({ min: 2, max: 3 }),
      within: upTo(20),
      group_by,
    })
    .map((distinct) => ({ ...common, name: "distinct", severity: "critical", distinct })),
  sequence: fc
    .record({
      steps: fc.array(
        fc.constantFrom(
          valueIn("x"),
          valueIn("y"),
          valueIn("x", "y"),
          valueIn("y", "z"),
          (event: RuleEvent) => event.source === "a",
        ),
        { minLength: 2, maxLength: 4 },
      ),
      within: upTo(20),
      group_by,
    })
    .map((sequence) => ({ ...common, name: "sequence", severity: "low", sequence })),
  "new-value": fc
    .record({
      fields: fc.constantFrom(["raw_data.value"], ["raw_data.value", "source"]),
      history: upTo(30),
      learn: upTo(20),
      group_by,
    })
    .map((new_value) => ({ ...common, name: "new-value", severity: "medium", new_value })),
  absence: fc
    .record({ every: upTo(20), group_by })
    .map((absence) => ({ ...common, name: "absence", severity: "high", absence })),
  rare: fc
    .record({
      field: fc.constant("raw_data.value"),
      at_most: fc.integer({ min: 1, max: 3 }),
      after: fc.integer({ min: 1, max: 6 }),
      within: upTo(30),
      group_by,
    })
    .map((rare) => ({ ...common, name: "rare", severity: "critical", rare })),
} satisfies Record<string, fc.Arbitrary<Rule>>;

/** The same rules, some of which listen to one type of event alone. */
export function listening(rule: fc.Arbitrary<Rule>): fc.Arbitrary<Rule> {
  return fc
    .tuple(rule, fc.constantFrom(undefined, ["login_failed"]))
    .map(([given, on]) => (on ? { ...given, on } : given));
}

function valueIn(...values: string[]) {
  return (event: RuleEvent): boolean => values.includes(String(event.raw_data.value));
}
