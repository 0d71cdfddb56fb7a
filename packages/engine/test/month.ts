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
      event_type: n % 499 === 0 ? "role_changed" : (types[n % 3] ?? ""),
      raw_data: { n },
    };
  });
}

const common = { severity: "low", title: "T", description: "{{user}} {{count}} {{raw_data.n}}" } as const;

/** One rule of each kind. */
export const someRules: readonly Rule[] = [
  { ...common, name: "single", on: ["login_failed"] },
  { ...common, name: "dedup", on: ["login_failed"], dedup: { quiet: "30m", group_by: ["user"] } },
  { ...common, name: "threshold", threshold: { count: 4, within: "1h", group_by: ["user"] } },
  { ...common, name: "rare", rare: { field: "event_type", at_most: 2, within: "7d", after: 50 } },
];
