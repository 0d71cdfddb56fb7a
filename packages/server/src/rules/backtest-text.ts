import { styleText } from "node:util";
import { type EvaluatedFinding, type Severity, severities } from "@mcm/engine";
import { moment, severityStyle } from "../command/columns.js";
import { count } from "../command/counts.js";
import { type Column, layTable } from "../terminal/table.js";
import type { FindingChange } from "./compare-findings.js";

/** How many findings a table shows. */
const shownFindings = 20;

interface Counted {
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
}

const countColumns: readonly Column<Counted>[] = [
  { header: "rule", value: ({ rule }) => rule },
  { header: "severity", value: ({ severity }) => severity, style: (text, row) => severityStyle(text, row.severity) },
  { header: "findings", value: (row) => count(row.count), align: "right" },
];

const findingColumns: readonly Column<EvaluatedFinding>[] = [
  { header: "time (UTC)", value: ({ timestamp }) => moment(timestamp) },
  { header: "severity", value: ({ severity }) => severity, style: (text, row) => severityStyle(text, row.severity) },
  { header: "rule", value: ({ rule_name }) => rule_name },
  { header: "user", value: ({ user }) => user },
  { header: "events", value: ({ event_count }) => event_count, align: "right" },
  { header: "description", value: ({ description }) => description },
];

/** What rules would find, for people: how many of each rule and severity, and the first findings. */
export function backtestText(rules: readonly string[], findings: readonly EvaluatedFinding[]): string {
  const bySeverity = Map.groupBy(findings, ({ rule_name, severity }) => `${rule_name} ${severity}`);
  const counts = rules.flatMap((rule): Counted[] =>
    severities.map((severity) => ({ rule, severity, count: bySeverity.get(`${rule} ${severity}`)?.length ?? 0 })),
  );
  const found = counts.filter((row) => row.count > 0);
  return `${[...lines(countColumns, found), "", ...lines(findingColumns, findings.slice(0, shownFindings))].join("\n")}\n`;
}

interface Compared {
  readonly rule: string;
  readonly before: number;
  readonly now: number;
  readonly added: number;
  readonly lost: number;
  readonly changed: number;
}

const comparedColumns: readonly Column<Compared>[] = [
  { header: "rule", value: ({ rule }) => rule },
  ...(["before", "now", "added", "lost", "changed"] as const).map(
    (header): Column<Compared> => ({ header, value: (row) => count(row[header]), align: "right" }),
  ),
];

const changeStyles = { added: "green", lost: "red", changed: "yellow" } as const;

const changeColumns: readonly Column<FindingChange>[] = [
  {
    header: "change",
    value: ({ change }) => change,
    style: (text, { change }) => styleText(changeStyles[change], text, { stream: process.stdout }),
  },
  { header: "time (UTC)", value: (row) => moment(either(row)?.timestamp ?? "") },
  { header: "severity", value: (row) => severityChange(row) },
  { header: "rule", value: (row) => either(row)?.rule_name ?? null },
  { header: "user", value: (row) => either(row)?.user ?? null },
  { header: "description", value: (row) => descriptionChange(row) },
];

/** What differs between two versions, for people: counts of each rule, and the first changes. */
export function comparisonText(rules: readonly string[], { before, now, changes }: ComparedFindings): string {
  const rows = rules.map((rule): Compared => {
    const ofRule = changes.filter((one) => either(one)?.rule_name === rule);
    const number = (change: FindingChange["change"]) => ofRule.filter((one) => one.change === change).length;
    const found = (list: readonly EvaluatedFinding[]) => list.filter(({ rule_name }) => rule_name === rule).length;
    const changed = { added: number("added"), lost: number("lost"), changed: number("changed") };
    return { rule, before: found(before), now: found(now), ...changed };
  });
  const first = changes.length === 0 ? [] : ["", ...lines(changeColumns, changes.slice(0, shownFindings))];
  return `${[...lines(comparedColumns, rows), ...first].join("\n")}\n`;
}

/** What two versions of rules find, and what differs. */
export interface ComparedFindings {
  readonly before: readonly EvaluatedFinding[];
  readonly now: readonly EvaluatedFinding[];
  readonly changes: readonly FindingChange[];
}

/** Says how many findings a table leaves out; null where it shows all. */
export function leftOut(things: string, total: number): string | null {
  if (total <= shownFindings) return null;
  return `${count(shownFindings)} of ${count(total)} ${things}; --json for all`;
}

const either = ({ finding, before }: FindingChange): EvaluatedFinding | null => finding ?? before;

const severityChange = ({ finding, before }: FindingChange): string =>
  [...new Set([before?.severity, finding?.severity].filter((one) => one !== undefined))].join(" → ");

function descriptionChange({ finding, before }: FindingChange): string {
  const texts = [before?.description, finding?.description].filter((one) => one !== undefined);
  return [...new Set(texts)].join(" → ");
}

function lines<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const table = layTable(columns, rows, process.stdout.isTTY ? process.stdout.columns : undefined);
  return [table.header, ...rows.map(table.line)];
}
