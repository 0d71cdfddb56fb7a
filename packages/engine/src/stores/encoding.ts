import { type JsonObject, type Severity, type SourceEvent, severities } from "../event.js";
import type { FindingStatus } from "../finding.js";
import type { FindingRecord } from "../store.js";

/** A severity's rank, 0 for the mildest. */
export const rankOf = (severity: Severity): number => severities.indexOf(severity);

/** The severity of a rank. */
export const severityOf = (rank: number): Severity => severities[rank] ?? "critical";

/** Milliseconds as ISO 8601 UTC. */
export const isoOf = (time: number): string => new Date(time).toISOString();

/** An event as queries select it. */
export interface EventRow {
  readonly id: number;
  readonly external_id: string | null;
  readonly source: string;
  readonly timestamp: number;
  readonly user: string | null;
  readonly event_type: string;
  readonly severity_hint: number | null;
  readonly raw_data: string;
  readonly processed: number;
}

/** A stored event in its plain shape. */
export function eventOf(row: EventRow): SourceEvent {
  return {
    id: row.id,
    external_id: row.external_id,
    source: row.source,
    timestamp: isoOf(row.timestamp),
    user: row.user,
    event_type: row.event_type,
    severity_hint: row.severity_hint === null ? null : severityOf(row.severity_hint),
    raw_data: JSON.parse(row.raw_data) as JsonObject,
    processed: row.processed === 1,
  };
}

/** A finding as queries select it. */
export interface FindingRow {
  readonly id: number;
  readonly rule_name: string;
  readonly severity: number;
  readonly description: string;
  readonly timestamp: number;
  readonly user: string | null;
  readonly event_id: number | null;
  readonly risk_score: number;
  readonly extra_data: string;
  readonly withdrawn: number;
  readonly revision: number;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly event_count: number;
  readonly fingerprint: string;
}

/** What a stored finding and an evaluated one have in common, in its plain shape. */
export function findingOf(row: FindingRow) {
  return {
    rule_name: row.rule_name,
    severity: severityOf(row.severity),
    description: row.description,
    timestamp: isoOf(row.timestamp),
    user: row.user,
    event_id: row.event_id,
    risk_score: row.risk_score,
    extra_data: JSON.parse(row.extra_data) as Record<string, unknown>,
    withdrawn: row.withdrawn === 1,
    revision: row.revision,
    first_seen: isoOf(row.first_seen),
    last_seen: isoOf(row.last_seen),
    event_count: row.event_count,
    fingerprint: row.fingerprint,
  };
}

/** A finding as queries select it, with what evaluation needs to go on with it. */
export type RecordRow = FindingRow &
  Pick<FindingRecord, "anchor_tie" | "last_tie" | "lead" | "rule_version"> & { readonly group_key: string | null };

/** A selected finding as evaluation goes on with it. */
export function recordOf(row: RecordRow): FindingRecord {
  const { id, rule_version, group_key, anchor_tie, last_tie, lead } = row;
  return { finding: findingOf(row), row: id, rule_version, group: group_key, anchor_tie, last_tie, lead };
}

/** A status as stored. */
export const statusOf = (text: string): FindingStatus => text as FindingStatus;
