import { type ReactNode, useRef } from "react";
import {
  BarChart,
  type BarShapeProps,
  Bar as Bars,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { shortNumber } from "../format/number";
import { axisLabels } from "./axis-labels";
import { countScale } from "./count-scale";
import type { Bar, Span, TimeLine } from "./time-line";

interface Props {
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly line: TimeLine;
  readonly bars: readonly Bar[];
  /** The bars' fill, as a class; faded for those that are not chosen while one is. */
  readonly fill: { readonly plain: string; readonly faded: string };
  /** The span the list is narrowed to. */
  readonly chosen: Span | null;
  readonly onChoose: (span: Span) => void;
  readonly tooltip: (bar: Bar) => ReactNode;
}

/** Counts over time as bars. A click or Enter chooses a bar's span; the arrow keys go from bar to bar. */
export function CountChart({ label, line, bars, fill, chosen, onChoose, tooltip }: Props) {
  const pointed = useRef<Bar>(null);
  const labels = axisLabels(line);
  const scale = countScale(Math.max(...bars.map(({ count }) => count)));
  const choose = (bar: Bar | null) => bar && onChoose({ from: bar.from, to: bar.to });

  return (
    <div
      className="h-full"
      // The chart inside takes the focus and has its own use for Enter; this hears it first.
      onKeyDownCapture={(event) => {
        if (event.key !== "Enter") return;
        event.stopPropagation();
        choose(pointed.current);
      }}
    >
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 560, height: 176 }}>
        <BarChart
          data={[...bars]}
          margin={{ top: 6, right: 2, bottom: 0, left: 0 }}
          // The gaps between bars belong to the bars' columns, so that a click between two hits one.
          barCategoryGap={0}
          aria-label={`${label}. Arrow keys go from bar to bar, Enter narrows the findings to one.`}
        >
          <CartesianGrid vertical={false} stroke="var(--color-grid)" />
          <XAxis
            dataKey="from"
            ticks={[...labels.keys()]}
            tickFormatter={(from: string) => labels.get(from) ?? ""}
            interval="equidistantPreserveStart"
            minTickGap={16}
            tickLine={false}
            axisLine={{ stroke: "var(--color-edge)" }}
            tick={axisText}
            height={22}
          />
          <YAxis
            ticks={scale}
            interval={0}
            domain={[0, scale.at(-1) || 1]}
            tickFormatter={shortNumber}
            tickLine={false}
            axisLine={false}
            tick={axisText}
            width={40}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: "var(--color-hover)" }}
            offset={12}
            wrapperStyle={{ zIndex: 30 }}
            content={({ active, label: from }) => {
              const bar = active ? bars.find((each) => each.from === from) : undefined;
              pointed.current = bar ?? null;
              return bar ? tooltip(bar) : null;
            }}
          />
          <Bars
            dataKey="count"
            isAnimationActive={false}
            background={{ fill: "transparent" }}
            className="cursor-pointer"
            onClick={(_, index) => choose(bars[index] ?? null)}
            minPointSize={(count) => (Number(count) > 0 ? 2 : 0)}
            shape={(props: BarShapeProps) => (
              <BarShape {...props} fill={isOutside(bars[props.index], chosen) ? fill.faded : fill.plain} />
            )}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

const axisText = { fill: "var(--color-faint)", fontSize: 12 };

const widest = 28;

/** A bar in the middle of its column. */
function BarShape({ x, y, width, height, fill }: Pick<BarShapeProps, "x" | "y" | "width" | "height" | "fill">) {
  const thick = Math.min(width * 0.82, widest);
  return (
    <rect
      x={x + (width - thick) / 2}
      y={y}
      width={thick}
      height={height}
      rx={Math.min(1.5, height / 2)}
      className={fill}
    />
  );
}

const isOutside = (bar: Bar | undefined, chosen: Span | null) =>
  bar !== undefined && chosen !== null && (bar.to <= chosen.from || bar.from >= chosen.to);
