import { canonicalJson, digest } from "../digest.js";
import type { JsonObject, NewEvent } from "../event.js";
import type { EvaluatedFinding } from "../finding.js";
import type { Hit, Point } from "../kind.js";
import type { Position } from "../order.js";
import type { FindingChange, FindingRecord } from "../store.js";
import { readPaths } from "../template.js";
import type { CompiledRule } from "./rule-set.js";

/** A finding while it is worked on: hits of one group, united. */
export interface Span {
  /** As the store has it; null while it does not. */
  stored: FindingRecord | null;
  /** The first hit: what completed the finding. */
  anchor: Point;
  /** The last hit. */
  last: Position;
  /** Event time of the first event that belongs to it. */
  first: number;
  /** Events up to and including the anchor. */
  lead: number;
  /** Events in all. */
  count: number;
  figures: JsonObject | undefined;
}

/** The finding of a single hit. */
export function spanOfHit(point: Point, hit: Hit): Span {
  const { first, lead, figures, last = point } = hit;
  return { stored: null, anchor: hit.at ?? point, last, first, lead, count: lead, figures };
}

/** A finding that the store has. */
export function spanOfRecord(stored: FindingRecord, silence = 0): Span {
  const { finding, anchor_tie, last_tie, lead } = stored;
  const time = Date.parse(finding.timestamp) - silence;
  return {
    stored,
    anchor: { time, tie: anchor_tie, event_id: finding.event_id ?? 0, value: null },
    last: { time: Date.parse(finding.last_seen), tie: last_tie },
    first: Date.parse(finding.first_seen),
    lead,
    count: finding.event_count,
    figures: undefined,
  };
}

/** Whether a span says something else than what the store has of it. */
export function differs(span: Span): boolean {
  if (!span.stored) return true;
  const { first, last, count, figures } = span;
  const { finding, last_tie } = span.stored;
  const told = figures && Object.entries(figures).some(([name, value]) => !same(value, finding.extra_data[name]));
  return (
    !keepsAnchor(span) ||
    count !== finding.event_count ||
    last_tie !== span.last.tie ||
    iso(last.time) !== finding.last_seen ||
    iso(first) !== finding.first_seen ||
    told === true
  );
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/** Whether the event that completed it is the one that the store names. */
export function keepsAnchor({ stored, anchor }: Span): boolean {
  return stored?.anchor_tie === anchor.tie;
}

/** Which finding this is, in every store that its events are evaluated in. */
export function fingerprint(ruleName: string, group: string | null, anchorTie: string): string {
  return digest(canonicalJson([ruleName, group, anchorTie]));
}

/** The span as a created or amended finding. `event` is what completed it; not needed while that stays the same. */
export function changeOf(rule: CompiledRule, group: string | null, span: Span, event?: NewEvent): FindingChange {
  const { stored, anchor, last, lead } = span;
  const finding = findingOf(rule, group, span, event);
  const record = {
    finding,
    row: stored?.row ?? null,
    rule_version: rule.version,
    group,
    anchor_tie: anchor.tie,
    last_tie: last.tie,
    lead,
  };
  if (!stored) return { type: "created", record };
  return { type: "amended", record, before: stored };
}

/** The stored finding, taken back for a reason. */
export function withdrawalOf(stored: FindingRecord, reason: string): FindingChange {
  const { finding } = stored;
  const extra_data = { ...finding.extra_data, withdrawn_reason: reason };
  const taken = { ...finding, withdrawn: true, revision: finding.revision + 1, extra_data };
  return { type: "withdrawn", record: { ...stored, finding: taken }, before: stored };
}

function findingOf(rule: CompiledRule, group: string | null, span: Span, event?: NewEvent): EvaluatedFinding {
  const { stored, anchor, first, last, count } = span;
  const { silence = 0 } = rule.plan;
  const values = event
    ? readPaths(rule.template.paths, event)
    : ((stored?.finding.extra_data.values ?? {}) as JsonObject);
  const figures = span.figures ?? pick(stored?.finding.extra_data, rule.plan.figures);
  return {
    rule_name: rule.rule.name,
    severity: rule.rule.severity,
    description: rule.template.fill({ ...values, ...rule.plan.constants, ...figures, count }),
    timestamp: iso(anchor.time + silence),
    user: event ? event.user : (stored?.finding.user ?? null),
    event_id: rule.plan.silence === undefined ? anchor.event_id : null,
    risk_score: rule.risk_score,
    extra_data: { ...rule.about, ...groupKey(rule, group), ...figures, values },
    withdrawn: false,
    revision: (stored?.finding.revision ?? 0) + 1,
    first_seen: iso(first),
    last_seen: iso(last.time),
    event_count: count,
    fingerprint: fingerprint(rule.rule.name, group, anchor.tie),
  };
}

function groupKey({ plan }: CompiledRule, group: string | null): JsonObject {
  if (group === null || plan.groupBy.length === 0) return {};
  const values: unknown = JSON.parse(group);
  if (!Array.isArray(values)) return {};
  return { group_key: Object.fromEntries(plan.groupBy.map((path, index) => [path, values[index]])) };
}

const pick = (from: JsonObject | undefined, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, from?.[name]]));

const iso = (time: number): string => new Date(time).toISOString();
