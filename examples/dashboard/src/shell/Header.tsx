import type { Summary } from "@mcm/engine";
import { utcDate } from "../format/time";
import { Freshness, type Shown } from "./Freshness";

interface Props {
  readonly summary: Summary | undefined;
  /** What the page is made of. */
  readonly parts: readonly Shown[];
}

/** The page's name, the days it covers, and how fresh it is. */
export function Header({ summary, parts }: Props) {
  return (
    <header className="top-0 z-20 flex min-h-12 flex-wrap items-center gap-x-3 border-line border-b bg-surface px-4 py-2 md:sticky md:h-12 md:flex-nowrap xl:px-6">
      <h1 className="font-semibold text-base">Overview</h1>
      {summary && <p className="figures min-w-0 truncate text-sm text-soft">{daysOf(summary)}</p>}
      <Freshness parts={parts} />
    </header>
  );
}

function daysOf({ events_over_time, findings_over_time }: Summary): string {
  const days = [...events_over_time, ...findings_over_time].map(({ date }) => date).sort();
  const [first, last] = [days.at(0), days.at(-1)];
  if (!first || !last) return "";
  return first === last ? utcDate(first) : `${utcDate(first)} – ${utcDate(last)}`;
}
