import { eventSorts, findingSorts, findingStatuses, severities } from "@mcm/engine";
import type { Flag } from "./flags.js";

const common: readonly Flag[] = [
  { parameter: "user", written: "--user <name>", description: "only this user (repeatable)" },
  { parameter: "event_type", written: "--event-type <type>", description: "only this event type (repeatable)" },
  { parameter: "source", written: "--source <name>", description: "only this source (repeatable)" },
  { parameter: "severity", written: "--severity <severity>", description: `${severities.join(", ")} (repeatable)` },
];

/** `--from` and `--to`. */
export const rangeFlags: readonly Flag[] = [
  {
    parameter: "from",
    written: "--from <time>",
    description: "event time, inclusive: 2025-01-20 or 2025-01-20T09:00:00Z",
  },
  { parameter: "to", written: "--to <time>", description: "event time, exclusive" },
];

const sortFlag = (sorts: readonly string[]): Flag => ({
  parameter: "sort",
  written: "--sort <key>",
  description: `${sorts.join(", ")}; with "-" in front descending (default -timestamp)`,
});

const limitFlag: Flag = {
  parameter: "limit",
  written: "--limit <count>",
  description: "at most this many (default: 50 in a table, else all)",
};

/** The flags of `mcm events`. */
export const eventFlags: readonly Flag[] = [...common, ...rangeFlags, sortFlag(eventSorts), limitFlag];

/** The flags of `mcm findings`. */
export const findingFlags: readonly Flag[] = [
  ...common,
  { parameter: "rule_name", written: "--rule <name>", description: "only this rule (repeatable)" },
  { parameter: "status", written: "--status <status>", description: `${findingStatuses.join(", ")} (repeatable)` },
  { parameter: "control", written: "--control <name>", description: "only of rules for this control (repeatable)" },
  { parameter: "withdrawn", written: "--withdrawn", description: "findings that later data took back" },
  ...rangeFlags,
  sortFlag(findingSorts),
  limitFlag,
];
