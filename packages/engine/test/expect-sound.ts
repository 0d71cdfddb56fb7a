import { expect } from "vitest";
import type { Engine, Finding, NewEvent, Rule, Severity, SourceEvent, Summary } from "../src/index.js";
import { severities } from "../src/index.js";
import { tieOf } from "../src/order.js";
import { essences, expectedFindings } from "./expected-findings.js";

/** More than a simulated store ever holds. */
const all = { limit: 1000 };

/**
 * Holds the findings of a store against what the definitions say of the events in it that the rules have seen, and
 * its counters against its lists. Gives the events.
 */
export async function expectSound(
  engine: Engine,
  rules: readonly Rule[],
): Promise<(NewEvent & { readonly processed: boolean })[]> {
  const events = (await engine.events(all)).map((event) => ({ ...event, external_id: event.external_id ?? "" }));
  const findings = await engine.findings(all);
  const expected = expectedFindings(
    rules,
    events.filter(({ processed }) => processed),
  );
  expect(essences(findings)).toEqual(essences(expected));
  const ties = new Map(events.map((event) => [event.id, tieOf(event)]));
  const anchors = findings.map(({ fingerprint, event_id }) => [fingerprint, event_id && ties.get(event_id)] as const);
  expect(new Map(anchors)).toEqual(new Map(expected.map(({ fingerprint, anchor }) => [fingerprint, anchor])));
  expect(await engine.summary()).toEqual(summaryOf(events, findings));
  return events;
}

function summaryOf(events: readonly Pick<SourceEvent, "timestamp">[], findings: readonly Finding[]): Summary {
  const graveness = severities.map((severity) => [
    severity,
    findings.filter((one) => one.severity === severity).length,
  ]);
  return {
    total_events: events.length,
    total_findings: findings.length,
    findings_by_severity: Object.fromEntries(graveness) as Record<Severity, number>,
    events_over_time: days(events),
    findings_over_time: days(findings),
  };
}

function days(list: readonly { readonly timestamp: string }[]): Summary["events_over_time"] {
  const byDay = Object.entries(Object.groupBy(list, ({ timestamp }) => timestamp.slice(0, 10)));
  return byDay.map(([date, own = []]) => ({ date, count: own.length })).sort((a, b) => (a.date < b.date ? -1 : 1));
}
