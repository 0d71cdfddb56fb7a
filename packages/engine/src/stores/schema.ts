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
  rule_versions: { id: Generated<number>; name: string; version: string };
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
    severity: number;
    description: string;
    timestamp: number;
    created_at: number;
    user_id: number | null;
    event_id: number | null;
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
  cursors: { source: string; cursor: string };
  event_counts: { hour: number; source_id: number; event_type_id: number; count: number };
  finding_counts: { hour: number; rule_version_id: number; severity: number; count: number };
}

/** Counters hold one row per so many milliseconds. */
export const hourLength = 3_600_000;
