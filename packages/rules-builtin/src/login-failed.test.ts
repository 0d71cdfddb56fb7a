import type { EventInput } from "@mcm/engine";
import { testRule } from "@mcm/engine/testing";
import { expect, test } from "vitest";
import { loginFailed } from "./login-failed.js";

const login = (event_type: string, minute = 0): EventInput => ({
  source: "app",
  external_id: `${minute}`,
  timestamp: new Date(Date.UTC(2025, 0, 20, 9, minute)).toISOString(),
  user: "ada",
  event_type,
});

test("each failed login is a finding of high severity", () => {
  testRule(loginFailed(), {
    hits: [
      {
        name: "one failed login",
        events: [login("login_failed")],
        finds: [{ severity: "high", user: "ada", description: "ada failed to log in", risk_score: 73 }],
      },
      {
        name: "two failed logins a minute apart",
        events: [login("login_failed"), login("login_failed", 1)],
        finds: [{ event_count: 1 }, { event_count: 1 }],
      },
    ],
    misses: [{ name: "a login that succeeded", events: [login("login_success")] }],
  });
});

test("its severity can be chosen", () => {
  expect(loginFailed({ severity: "critical" }).severity).toBe("critical");
});
