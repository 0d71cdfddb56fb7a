import { defineRule, type Rule, type Severity } from "@mcm/engine";

/** How failed logins are found. */
export interface LoginFailedOptions {
  /** `high` by default. */
  readonly severity?: Severity | undefined;
}

/** Every failed login is a finding. */
export function loginFailed({ severity = "high" }: LoginFailedOptions = {}): Rule {
  return defineRule({
    name: "login-failed",
    title: "Failed login",
    severity,
    on: ["login_failed"],
    description: "{{user}} failed to log in",
    controls: ["SOC2:CC6.1", "ISO27001:A.8.5", "ATTACK:T1110"],
  });
}
