import { styleText } from "node:util";
import type { ConditionOutcome, ExplainedEvent, Explanation } from "@mcm/engine";
import { visible, visibleJson } from "../terminal/visible.js";

const paint = (style: Parameters<typeof styleText>[0], text: string) =>
  styleText(style, text, { stream: process.stdout });

/** Events that are shown beneath an explanation: the last ones. */
const mostEvents = 10;

/** Why a rule fires on an event, or why it does not, for people: a line for each test, what it is made of further in. */
export function explanationText({ rule_name, event, fired, conditions, finding, events }: Explanation): string {
  const verdict = fired ? paint("green", "fires") : paint("red", "does not fire");
  const lines = [
    `${paint("bold", visible(rule_name))} ${verdict}${event ? ` on ${named(event)}` : ""}`,
    ...(event ? [`  ${eventLine(event)}`] : []),
    "",
    ...conditions.flatMap((condition) => outcomeLines(condition, "  ")),
    ...(conditions.length === 0 ? ["  every event counts"] : []),
  ];
  if (finding) {
    const state = finding.withdrawn ? ", withdrawn" : "";
    const id = finding.id > 0 ? `finding ${finding.id}` : "finding";
    lines.push("", `${id} (${finding.severity}${state}): ${visible(finding.description)}`);
  }
  return `${[...lines, ...countedLines(events)].join("\n")}\n`;
}

const named = ({ id, external_id }: ExplainedEvent): string =>
  id === null ? `event ${visible(external_id)}` : `event ${id}`;

const eventLine = ({ timestamp, event_type, user, source }: ExplainedEvent): string =>
  paint("dim", visible(`${timestamp}  ${event_type}  ${user ?? "no user"}  of ${source}`));

function outcomeLines({ test, seen, holds, note, parts = [] }: ConditionOutcome, indent: string): string[] {
  const sign = holds ? paint("green", "✓") : paint("red", "✗");
  // What a test made of others saw is told by those.
  const value = parts.length > 0 ? "" : `  ${paint("dim", `saw ${short(seen)}`)}`;
  return [
    `${indent}${sign} ${visible(test)}${value}`,
    ...(note === undefined ? [] : [`${indent}  ${paint("yellow", visible(note))}`]),
    ...parts.flatMap((part) => outcomeLines(part, `${indent}  `)),
  ];
}

const longest = 120;

function short(value: unknown): string {
  const text = visible(visibleJson(value ?? null));
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function countedLines(events: readonly ExplainedEvent[]): string[] {
  if (events.length < 2) return [];
  const shown = events.slice(-mostEvents);
  const head = shown.length < events.length ? `the last ${shown.length} of ${events.length} events` : "the events";
  return ["", `${head} that were counted:`, ...shown.map((one) => `  ${named(one)}  ${eventLine(one)}`)];
}
