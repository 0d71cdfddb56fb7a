import { type Duration, defineRule, type Rule, type Severity } from "@mcm/engine";

/** How rare event types are found. */
export interface RareEventTypeOptions {
  /** Rare is up to this many times; 2 by default. */
  readonly atMost?: number | undefined;
  /** Within this time; 30 days by default. */
  readonly within?: Duration | undefined;
  /** Silent until so many events are known in that time; 20 by default. */
  readonly after?: number | undefined;
  /** `low` by default. */
  readonly severity?: Severity | undefined;
}

/** An event of a type that hardly ever occurs. */
export function rareEventType(options: RareEventTypeOptions = {}): Rule {
  const { atMost = 2, within = "30d", after = 20, severity = "low" } = options;
  return defineRule({
    name: "rare-event-type",
    title: "Rare event type",
    severity,
    rare: { field: "event_type", at_most: atMost, within, after },
    description: "{{event_type}} by {{user}}: seen at most {{at_most}} times in {{window}}",
    controls: ["SOC2:CC7.2", "ISO27001:A.8.16"],
  });
}
