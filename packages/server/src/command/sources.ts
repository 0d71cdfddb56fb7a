import type { SourceStatus } from "@mcm/engine";
import type { Command } from "commander";
import { configuredSources } from "../config/configured-sources.js";
import { print } from "../terminal/output.js";
import { type Column, layTable } from "../terminal/table.js";
import { configOf } from "./configured.js";
import { withEngine } from "./with-engine.js";

/** `mcm sources` */
export function sourcesCommand(program: Command): void {
  const command = program.command("sources").description("how the sources fare, and what they may have missed");
  command.action(async () => {
    const { json, ...flags } = command.optsWithGlobals<{ db?: string; json?: true }>();
    const sources = await configuredSources(configOf(command));
    const statuses = await withEngine({ ...flags, sources, create: true }, (engine) => engine.sources());
    await print(json ? statuses.map((status) => `${JSON.stringify(status)}\n`).join("") : textOf(statuses));
  });
}

const columns: readonly Column<SourceStatus>[] = [
  { header: "source", value: ({ name }) => name },
  { header: "ways", value: ({ ways }) => ways.join(", ") || "not configured" },
  { header: "last success", value: ({ last_success }) => last_success },
  { header: "lag", value: ({ lag }) => (lag === null ? null : spanOf(lag)), align: "right" },
  { header: "newest event", value: ({ newest_event }) => newest_event },
  { header: "gaps", value: ({ gap_count }) => gap_count, align: "right" },
  { header: "rejected", value: ({ rejected }) => rejected, align: "right" },
  { header: "state", value: stateOf },
];

function stateOf({ error, failures, not_before, last_attempt }: SourceStatus): string {
  const waits = not_before !== null && Date.parse(not_before) > Date.now() ? `waits until ${not_before}` : null;
  if (error !== null)
    return [`failed ${failures === 1 ? "once" : `${failures} times`}: ${error}`, waits].filter(Boolean).join("; ");
  return waits ?? (last_attempt === null ? "never asked" : "fine");
}

function textOf(statuses: readonly SourceStatus[]): string {
  if (statuses.length === 0) return 'no source is configured; add one to mcm.config.ts, which "mcm init" makes\n';
  const table = layTable(columns, statuses);
  const lines = [table.header, ...statuses.map(table.line)];
  for (const { name, gaps, gap_count } of statuses) {
    if (gap_count === 0) continue;
    lines.push(
      "",
      `what ${name} may have missed${gap_count > gaps.length ? `, the last ${gaps.length} of ${gap_count}` : ""}:`,
    );
    for (const { from, to, reason } of gaps) lines.push(`  ${from ?? "?"} to ${to ?? "?"}: ${reason}`);
  }
  return `${lines.join("\n")}\n`;
}

/** A span for people, in the largest unit that it fills. */
function spanOf(milliseconds: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
  ] as const;
  const [unit, length] = units.find(([, length]) => milliseconds >= length) ?? ["s", 1000];
  return `${Math.floor(milliseconds / length)} ${unit}`;
}
