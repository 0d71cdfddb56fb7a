import type { Generated } from "kysely";

/** A dictionary: names that recur, by number. */
interface NamesTable {
  id: Generated<number>;
  name: string;
}

/** Tables and views, as queries see them. Times are milliseconds since 1970, severities their rank from 0. */
export interface Schema {
  /** `newest`: time of the source's newest event that the rules have seen. */
  sources: NamesTable & { newest: number | null };
  users: NamesTable;
  event_types: NamesTable;
  match_sets: NamesTable;
  rules: NamesTable;
  rule_versions: { id: Generated<number>; name: string; version: string };
  /** The controls of the rules that made findings. */
  rule_controls: { control: string; rule_version_id: number };
  events: {
    id: Generated<number>;
    source_id: number;
    external_id: string | null;
    timestamp: number;
    user_id: number | null;
    event_type_id: number;
    severity_hint: number | null;
    processed: number;
    raw_data: string;
  };
  point_groups: { match_set_id: number; group_key: string; id: number };
  group_numbers: { next: number };
  points: {
    group_id: number;
    timestamp: number;
    tie: string;
    event_id: number;
    value: string | null;
    sought: number;
  };
  group_ends: {
    group_id: number;
    match_set_id: number;
    group_key: string;
    source_id: number;
    timestamp: number;
    tie: string;
    event_id: number;
    told: number;
  };
  finding_records: {
    id: Generated<number>;
    rule_version_id: number;
    /** That of the version's name. */
    rule_id: number;
    severity: number;
    description: string;
    timestamp: number;
    created_at: number;
    user_id: number | null;
    /** The completing event, with its type and source: they stay when the event is deleted. */
    event_id: number | null;
    event_type_id: number | null;
    source_id: number | null;
    risk_score: number;
    extra_data: string;
    status: string;
    withdrawn: number;
    revision: number;
    first_seen: number;
    last_seen: number;
    event_count: number;
    fingerprint: string;
    group_key: string | null;
    anchor_tie: string;
    last_tie: string;
    lead: number;
  };
  source_states: { source: string; cursor: string | null; health: string | null };
  source_gaps: {
    id: Generated<number>;
    source: string;
    since: string | null;
    until: string | null;
    reason: string;
    noticed_at: string;
  };
  event_counts: { hour: number; source_id: number; event_type_id: number; count: number };
  finding_counts: { hour: number; rule_version_id: number; severity: number; count: number };
  /** Sums of the counters per hour: see {@link dayCounters}. */
  day_counts: { counter: number; key: number; day: number; count: number };
  /** Up to which event time, not included, old rows were deleted. */
  pruned: { list: string; before: number };
}

/** What is counted per day, and what each counter's key is: nothing, or the number of a source, type or rule, or a severity's rank. */
export const dayCounters = { events: 0, bySource: 1, byType: 2, bySeverity: 3, byRule: 4 } as const;

/** Counters hold one row per so many milliseconds. */
export const hourLength = 3_600_000;

export const hoursOfDay = 24;
