import type { EventInput } from "@mcm/engine";
import { testRule } from "@mcm/engine/testing";
import { test } from "vitest";
import { rareEventType } from "./rare-event-type.js";

/** Events a minute apart, of these types. */
const series = (types: readonly string[]): EventInput[] =>
  types.map((event_type, minute) => ({
    source: "app",
    external_id: `${minute}`,
    timestamp: new Date(Date.UTC(2025, 0, 20, 9, minute)).toISOString(),
    user: "ada",
    event_type,
  }));

const common = (count: number): string[] => Array.from({ length: count }, () => "login_success");

test("a type seen at most twice among 20 events or more of 30 days is a finding of low severity", () => {
  testRule(rareEventType(), {
    hits: [
      {
        name: "one role change after 19 logins",
        events: series([...common(19), "role_changed"]),
        finds: [{ severity: "low", user: "ada", description: "role_changed by ada: seen at most 2 times in 30 days" }],
      },
    ],
    misses: [
      { name: "too few events to know what is rare", events: series([...common(18), "role_changed"]) },
      { name: "nothing rare", events: series(common(50)) },
    ],
  });
});

test("what is rare can be chosen", () => {
  testRule(rareEventType({ atMost: 1, within: "1h", after: 5, severity: "medium" }), {
    hits: [
      {
        name: "the first of its type",
        events: series([...common(4), "role_changed"]),
        finds: [{ severity: "medium" }],
      },
    ],
    misses: [{ name: "the second within the hour", events: series(["role_changed", ...common(3), "role_changed"]) }],
  });
});
