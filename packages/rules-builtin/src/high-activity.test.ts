import type { EventInput } from "@mcm/engine";
import { testRule } from "@mcm/engine/testing";
import { test } from "vitest";
import { highActivity } from "./high-activity.js";

/** So many events of a user, evenly over so many minutes. */
const activity = (count: number, minutes: number, user: string | null = "ada"): EventInput[] =>
  Array.from({ length: count }, (_, n) => ({
    source: "app",
    external_id: `${user}-${n}`,
    timestamp: new Date(Date.UTC(2025, 0, 20, 9) + (n * minutes * 60_000) / count).toISOString(),
    user,
    event_type: n % 2 ? "pull_request_opened" : "login_success",
  }));

test("more than 100 events by a user within an hour are one finding of medium severity", () => {
  testRule(highActivity(), {
    hits: [
      {
        name: "101 in an hour",
        events: activity(101, 60),
        finds: [
          {
            severity: "medium",
            user: "ada",
            event_count: 101,
            description: "ada was busy: 101 events, more than 100 within 1 hour",
          },
        ],
      },
    ],
    misses: [
      { name: "exactly 100 in an hour", events: activity(100, 60) },
      { name: "200 over four hours", events: activity(200, 240) },
      { name: "60 each by two users", events: [...activity(60, 60), ...activity(60, 60, "bob")] },
      { name: "300 by nobody known", events: activity(300, 60, null) },
    ],
  });
});

test("how many, and within what, can be chosen", () => {
  testRule(highActivity({ moreThan: 2, within: "5m", severity: "high" }), {
    hits: [{ name: "three in five minutes", events: activity(3, 5), finds: [{ severity: "high", event_count: 3 }] }],
    misses: [{ name: "three in ten minutes", events: activity(3, 10) }],
  });
});
