import type { EventInput, Rule } from "../src/index.ts";

/*
 * Some thousands of events with bursts and rare values, the same each time, and rules of each kind over them.
 */

/** Events whose times are mostly rising, some late. */
export function someEvents(count: number): EventInput[] {
  const types = ["login_failed", "login_success", "pull_request_opened"];
  return Array.from({ length: count }, (_, n) => {
    const isLate = n % 17 === 0;
    const second = n * 40 - (isLate ? 90_000 : 0) - (n % 50 < 20 ? (n % 50) * 35 : 0);
    return {
      source: "app",
      external_id: `${n}`,
      timestamp: new Date(Date.UTC(2025, 0, 3) + second * 1000).toISOString(),
      user: `user-${(n * n) % 23}`,
      event_type: n % 199 === 0 ? "role_changed" : (types[n % 3] ?? ""),
      raw_data: { n },
    };
  });
}

const common = { severity: "low", title: "T", description: "{{user}} {{count}} {{raw_data.n}}" } as const;

/** One rule of each kind, each of which finds something in a few hundred of the events. */
export const someRules: readonly Rule[] = [
  { ...common, name: "single", on: ["login_failed"] },
  { ...common, name: "dedup", on: ["login_failed"], dedup: { quiet: "30m", group_by: ["user"] } },
  { ...common, name: "threshold", threshold: { count: 4, within: "1h", group_by: ["user"] } },
  { ...common, name: "distinct", distinct: { field: "event_type", count: 3, within: "40m", group_by: ["user"] } },
  { ...common, name: "new-value", new_value: { fields: ["user", "event_type"], history: "1h", learn: "2h" } },
  { ...common, name: "rare", rare: { field: "event_type", at_most: 2, within: "7d", after: 50 } },
  {
    ...common,
    name: "sequence",
    sequence: {
      steps: [(event) => event.event_type === "login_failed", (event) => event.event_type === "login_success"],
      within: "15m",
      group_by: ["user"],
    },
  },
  { ...common, name: "absence", absence: { every: "45m", group_by: ["user"] } },
];
