import type { Summary } from "@mcm/engine";
import type { ReactNode } from "react";
import { coverage } from "../charts/time-line";
import { ViewLink } from "../findings/ViewLink";
import { everything } from "../findings/view";
import { counted, wholeNumber } from "../format/number";
import { utcDay } from "../format/time";
import { Blank } from "../parts/Blank";

/** Four figures: how much came in, how much was found, how much of it is grave, and whether days are missing. */
export function StatsCards({ summary }: { readonly summary: Summary | undefined }) {
  if (!summary) return <BlankCards />;
  const { total_events, total_findings, findings_by_severity } = summary;
  const { high, critical } = findings_by_severity;
  const { covered, days } = coverage(summary.events_over_time, utcDay(Date.now()));
  return (
    <dl className={layout}>
      <Card name="Events" note={perDay(total_events, days)}>
        {wholeNumber(total_events)}
      </Card>
      <Card name="Findings" note={ratio(total_findings, total_events)}>
        {wholeNumber(total_findings)}
      </Card>
      <Card
        name="High and critical"
        note={
          <ViewLink
            view={{ ...everything, severity: ["high", "critical"] }}
            className="underline decoration-edge underline-offset-2 hover:text-ink"
          >
            {`${wholeNumber(critical)} critical, ${wholeNumber(high)} high`}
          </ViewLink>
        }
      >
        {wholeNumber(high + critical)}
      </Card>
      <Card name="Days with events" note={days === 0 ? "None read yet" : gaps(days - covered)}>
        {wholeNumber(covered)}
        {days > 0 && <span className="text-base text-faint"> of {wholeNumber(days)}</span>}
      </Card>
    </dl>
  );
}

const layout = "grid grid-cols-2 gap-px border-line border-b bg-line lg:grid-cols-4";

interface CardProps {
  readonly name: string;
  readonly note: ReactNode;
  readonly children: ReactNode;
}

function Card({ name, note, children }: CardProps) {
  return (
    <div className="bg-surface px-4 py-3 xl:px-6">
      <dt className="text-sm text-soft">{name}</dt>
      <dd>
        <p className="figures flow-root font-semibold text-figure">{children}</p>
        <p className="flow-root text-faint text-xs">{note}</p>
      </dd>
    </div>
  );
}

function BlankCards() {
  return (
    <dl className={layout}>
      {["Events", "Findings", "High and critical", "Days with events"].map((name) => (
        <Card key={name} name={name} note={<Blank className="my-0.5 h-3 w-24" />}>
          <Blank className="my-1 h-6 w-20" />
        </Card>
      ))}
    </dl>
  );
}

function perDay(events: number, days: number): string {
  if (days === 0) return "None read yet";
  return events < days ? "Fewer than 1 a day" : `${wholeNumber(Math.round(events / days))} a day`;
}

function ratio(findings: number, events: number): string {
  if (findings === 0) return events === 0 ? "Nothing to look at yet" : "Nothing matched a rule";
  const each = Math.round(events / findings);
  return each > 1
    ? `1 for every ${wholeNumber(each)} events`
    : `${(findings / Math.max(events, 1)).toFixed(1)} for every event`;
}

function gaps(missing: number): string {
  return missing === 0 ? "No day is missing" : `${counted(missing, "day")} without any`;
}
