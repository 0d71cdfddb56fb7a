import { type ReactNode, useId } from "react";
import { wholeNumber } from "../format/number";
import { spanName } from "./axis-labels";
import type { Bar } from "./time-line";

interface Props {
  readonly title: string;
  /** What one bar stands for. */
  readonly unit: string;
  readonly bars: readonly Bar[];
  readonly children: ReactNode;
}

/** A chart under its title, and a table of the same for those who cannot see it. */
export function ChartSection({ title, unit, bars, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 bg-surface px-4 pt-3 pb-2 xl:px-6">
      <div className="mb-1 flex items-baseline gap-2">
        <h2 id={id} className="font-semibold text-base">
          {title}
        </h2>
        <span className="text-faint text-xs">per {unit}, UTC</span>
      </div>
      <div className="h-44">{children}</div>
      <div className="sr-only">
        <table>
          <caption>
            {title} per {unit}
          </caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">{title}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.from}>
                <th scope="row">{spanName(bar)}</th>
                <td>{wholeNumber(bar.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
