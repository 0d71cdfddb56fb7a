import { fingerprint } from "../src/evaluate/span.js";
import type { NewEvent, Rule } from "../src/index.js";
import { tieOf } from "../src/order.js";
import type { ConditionFunction } from "../src/rule.js";
import {
  type ExpectedFinding,
  expectAbsence,
  expectDedup,
  expectDistinct,
  expectMatch,
  expectNewValue,
  expectRare,
  expectSequence,
  expectThreshold,
} from "./oracle.js";

/** What a finding says, but for what depends on how its events were delivered. */
export interface Essence {
  readonly rule_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly timestamp: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly event_count: number;
  readonly user: string | null;
  readonly description: string;
}

/** What a rule is to find. */
export interface Expectation extends Essence {
  /** The tie of the event that `event_id` is to stand for; null where it stands for none. */
  readonly anchor: string | null;
}

/** What rules find in a set of events by their definitions. */
export function expectedFindings(rules: readonly Rule[], events: readonly NewEvent[]): Expectation[] {
  const byTie = new Map(events.map((event) => [tieOf(event), event]));
  return rules.flatMap((rule) => {
    return defined(rule, events).map(({ group, anchor, timestamp, first_seen, last_seen, event_count }) => {
      const event = byTie.get(anchor);
      if (!event) throw new Error("no such anchor");
      return {
        rule_name: rule.name,
        fingerprint: fingerprint(rule.name, kindOf(rule) === "match" ? null : JSON.stringify(group), anchor),
        severity: rule.severity,
        timestamp: timestamp ?? event.timestamp,
        first_seen,
        last_seen,
        event_count,
        user: event.user,
        description: `${event.user ?? "unknown"} ${event_count}`,
        anchor: rule.absence ? null : anchor,
      };
    });
  });
}

/** Findings bared of all else, in an order of their own. */
export function essences(findings: readonly Essence[]): Essence[] {
  return findings.map(bare).sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

function bare({ rule_name, fingerprint, severity, timestamp, ...rest }: Essence): Essence {
  const { first_seen, last_seen, event_count, user, description } = rest;
  return { rule_name, fingerprint, severity, timestamp, first_seen, last_seen, event_count, user, description };
}

function kindOf(rule: Rule): string {
  const words = ["dedup", "threshold", "distinct", "sequence", "new_value", "absence", "rare"];
  return words.find((word) => word in rule) ?? "match";
}

function defined(rule: Rule, events: readonly NewEvent[]): ExpectedFinding[] {
  const matches = events.filter((event) => isMatch(rule, event));
  if (rule.dedup) return expectDedup(matches, rule.dedup);
  if (rule.threshold) return expectThreshold(matches, rule.threshold);
  if (rule.distinct) return expectDistinct(matches, rule.distinct);
  if (rule.sequence) return expectSequence(matches, rule.sequence);
  if (rule.new_value) return expectNewValue(matches, rule.new_value);
  if (rule.absence) return expectAbsence(matches, events, rule.absence);
  if (rule.rare) return expectRare(matches, rule.rare);
  return expectMatch(matches);
}

/** Whether a rule listens to an event and its condition holds; one that throws, or says neither yes nor no, does not. */
function isMatch({ on, when, sequence }: Rule, event: NewEvent): boolean {
  if (on && !on.includes(event.event_type)) return false;
  try {
    for (const step of sequence?.steps ?? []) (step as ConditionFunction)(event);
    return when === undefined || (when as ConditionFunction)(event) === true;
  } catch {
    return false;
  }
}
