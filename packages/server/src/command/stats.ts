import { type Summary, severities } from "@mcm/engine";
import type { Command } from "commander";
import { summaryQuery } from "../parameters/summary-query.js";
import { print } from "../terminal/output.js";
import { type Column, layTable } from "../terminal/table.js";
import { count } from "./counts.js";
import { rangeFlags } from "./filter-flags.js";
import { addFlags, checkFlags } from "./flags.js";
import { withEngine } from "./with-engine.js";

/** `mcm stats` */
export function statsCommand(program: Command): void {
  const command = program.command("stats").description("totals, and counts a day");
  addFlags(command, rangeFlags).action(async () => {
    const range = checkFlags(summaryQuery, command, rangeFlags);
    const summary = await withEngine(command.optsWithGlobals(), (engine) => engine.summary(range));
    const { json } = command.optsWithGlobals<{ json?: true }>();
    await print(json ? `${JSON.stringify(summary)}\n` : summaryText(summary));
  });
}

interface Day {
  readonly date: string;
  readonly events: number;
  readonly findings: number;
}

const columns: readonly Column<Day>[] = [
  { header: "day (UTC)", value: ({ date }) => date },
  { header: "events", value: ({ events }) => count(events), align: "right" },
  { header: "findings", value: ({ findings }) => count(findings), align: "right" },
];

function summaryText(summary: Summary): string {
  const bySeverity = severities.map((severity) => `${severity} ${count(summary.findings_by_severity[severity])}`);
  const totals = [
    `events    ${count(summary.total_events)}`,
    `findings  ${count(summary.total_findings)} (${bySeverity.join(", ")})`,
  ];
  const days = daysOf(summary);
  const table = layTable(columns, days);
  const daily = days.length === 0 ? [] : ["", table.header, ...days.map(table.line)];
  return `${[...totals, ...daily].join("\n")}\n`;
}

function daysOf({ events_over_time, findings_over_time }: Summary): Day[] {
  const events = new Map(events_over_time.map((day) => [day.date, day.count]));
  const findings = new Map(findings_over_time.map((day) => [day.date, day.count]));
  const dates = [...new Set([...events.keys(), ...findings.keys()])].sort();
  return dates.map((date) => ({ date, events: events.get(date) ?? 0, findings: findings.get(date) ?? 0 }));
}
