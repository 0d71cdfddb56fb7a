import type { Summary } from "@mcm/engine";
import { useQuery } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { ChartSection } from "../charts/ChartSection";
import { chartsQuery } from "../charts/charts-query";
import type { ChartProps } from "../charts/EventsChart";
import { barsOf, type Span, timeLine } from "../charts/time-line";
import { showView, useView } from "../findings/address";
import { changed, type View } from "../findings/view";
import { utcDay } from "../format/time";
import { Blank } from "../parts/Blank";

/** Events and findings over the same time, side by side. */
export function Charts({ summary }: { readonly summary: Summary }) {
  const view = useView();
  const { events_over_time: events, findings_over_time: findings } = summary;
  const line = timeLine([...events, ...findings], utcDay(Date.now()));
  const shared = { line, chosen: spanOf(view), onChoose: (span: Span) => chooseSpan(view, span) };
  return (
    <div className={layout}>
      <Chart title="Events" empty="No events yet" {...shared} bars={barsOf(line, events)} />
      <Chart title="Findings" empty="No findings yet" {...shared} bars={barsOf(line, findings)} />
    </div>
  );
}

/** The place of both charts while the summary is loading. */
export function BlankCharts() {
  return (
    <div className={layout}>
      {["Events", "Findings"].map((title) => (
        <ChartSection key={title} title={title} unit="day" bars={[]}>
          <BlankChart />
        </ChartSection>
      ))}
    </div>
  );
}

const layout = "grid gap-px border-line border-b bg-line lg:grid-cols-2";

interface Props extends ChartProps {
  readonly title: "Events" | "Findings";
  /** What is said when there is nothing to draw. */
  readonly empty: string;
}

function Chart({ title, empty, ...chart }: Props) {
  const nothing = chart.bars.every(({ count }) => count === 0);
  return (
    <ChartSection title={title} unit={chart.line.unit} bars={chart.bars}>
      <div className="relative h-full">
        <Drawing title={title} {...chart} />
        {nothing && <p className="absolute inset-x-0 top-14 text-center text-faint text-sm">{empty}</p>}
      </div>
    </ChartSection>
  );
}

function Drawing({ title, ...chart }: Omit<ComponentProps<typeof Chart>, "empty">) {
  const { data, isError } = useQuery(chartsQuery);
  if (isError) {
    return (
      <p className="pt-14 text-center text-sm text-soft">
        The chart could not be loaded. Reload the page to try again.
      </p>
    );
  }
  if (!data) return <BlankChart />;
  return title === "Events" ? <data.EventsChart {...chart} /> : <data.FindingsChart {...chart} />;
}

function BlankChart() {
  return (
    <div className="flex h-full flex-col justify-between pt-1.5 pr-0.5 pb-5.5 pl-10">
      {["top", "upper", "lower", "base"].map((grid) => (
        <Blank key={grid} className="h-px rounded-none" />
      ))}
    </div>
  );
}

const spanOf = ({ from, to }: View): Span | null =>
  from === null && to === null ? null : { from: from ?? "0000-01-01", to: to ?? "9999-12-31" };

/** Narrows the findings to a span; choosing the same again shows all times. */
function chooseSpan(view: View, { from, to }: Span): void {
  const same = view.from === from && view.to === to;
  showView(changed(view, same ? { from: null, to: null } : { from, to }));
}
