import { severities } from "@mcm/engine";
import { useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { findingsQuery } from "../api/queries";
import { SeverityMark, severityName } from "../findings/SeverityMark";
import { midnight } from "../findings/view";
import { wholeNumber } from "../format/number";
import { ChartTooltip, TooltipLine } from "./ChartTooltip";
import { CountChart } from "./CountChart";
import type { ChartProps } from "./EventsChart";
import type { Bar } from "./time-line";

/** How many findings were made when. */
export function FindingsChart(props: ChartProps) {
  return (
    <CountChart
      {...props}
      fill={{ plain: "fill-find", faded: "fill-find-faded" }}
      label={`Findings per ${props.line.unit}`}
      tooltip={(bar) => <FindingsTooltip key={bar.from} bar={bar} />}
    />
  );
}

// Passing over a bar on the way to another asks the server nothing.
const restingTime = 120;

/** A bar's total, and its parts once the pointer rests: the summary has no severities by day, the list's totals do. */
function FindingsTooltip({ bar }: { readonly bar: Bar }) {
  const resting = useAfter(restingTime);
  const gravestFirst = severities.toReversed();
  const parts = useQueries({
    queries: gravestFirst.map((severity) => ({
      ...findingsQuery({ severity, from: midnight(bar.from), to: midnight(bar.to), limit: 1 }),
      enabled: resting && bar.count > 0,
      staleTime: 60_000,
      refetchInterval: false as const,
    })),
  });
  return (
    <ChartTooltip span={bar}>
      {gravestFirst.map((severity, index) => (
        <TooltipLine
          key={severity}
          name={
            <>
              <SeverityMark severity={severity} />
              {severityName(severity)}
            </>
          }
        >
          {bar.count === 0 ? 0 : wholeOr(parts[index]?.data?.total)}
        </TooltipLine>
      ))}
      <TooltipLine name={<span className="font-semibold text-ink">Total</span>}>
        <span className="font-semibold">{wholeNumber(bar.count)}</span>
      </TooltipLine>
    </ChartTooltip>
  );
}

const wholeOr = (count: number | undefined) => (count === undefined ? "…" : wholeNumber(count));

function useAfter(milliseconds: number): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return over;
}
