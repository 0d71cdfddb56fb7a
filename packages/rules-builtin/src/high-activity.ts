import { type Duration, defineRule, type Rule, type Severity } from "@mcm/engine";

/** How unusually busy users are found. */
export interface HighActivityOptions {
  /** More than this many events are too many; 100 by default. */
  readonly moreThan?: number | undefined;
  /** Within this time; an hour by default. */
  readonly within?: Duration | undefined;
  /** `medium` by default. */
  readonly severity?: Severity | undefined;
}

/** A user with more than N events within a window, taken together while the burst goes on. */
export function highActivity({ moreThan = 100, within = "1h", severity = "medium" }: HighActivityOptions = {}): Rule {
  return defineRule({
    name: "high-activity",
    title: "Unusually busy user",
    severity,
    threshold: { count: moreThan + 1, within, group_by: ["user"] },
    description: `{{user}} was busy: {{count}} events, more than ${moreThan} within {{window}}`,
    controls: ["SOC2:CC7.2", "ISO27001:A.8.16"],
  });
}
