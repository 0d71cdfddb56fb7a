import { wholeNumber } from "../format/number";
import { ChartTooltip, TooltipLine } from "./ChartTooltip";
import { CountChart } from "./CountChart";
import type { Bar, Span, TimeLine } from "./time-line";

/** What both charts are given. */
export interface ChartProps {
  readonly line: TimeLine;
  readonly bars: readonly Bar[];
  /** The span the list of findings is narrowed to. */
  readonly chosen: Span | null;
  readonly onChoose: (span: Span) => void;
}

/** How many events happened when. */
export function EventsChart(props: ChartProps) {
  return (
    <CountChart
      {...props}
      fill={{ plain: "fill-bar", faded: "fill-bar-faded" }}
      label={`Events per ${props.line.unit}`}
      tooltip={(bar) => (
        <ChartTooltip span={bar}>
          <TooltipLine name="Events">{wholeNumber(bar.count)}</TooltipLine>
        </ChartTooltip>
      )}
    />
  );
}
