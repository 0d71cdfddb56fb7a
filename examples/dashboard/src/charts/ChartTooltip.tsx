import type { ReactNode } from "react";
import { spanName } from "./axis-labels";
import type { Span } from "./time-line";

interface Props {
  readonly span: Span;
  readonly children: ReactNode;
}

/** What a bar stands for, and its figures as {@link TooltipLine}s. */
export function ChartTooltip({ span, children }: Props) {
  return (
    <div className="min-w-44 rounded-md border border-line bg-raised px-3 py-2 text-sm shadow-float">
      <p className="mb-1 font-semibold">{spanName(span)}</p>
      <dl className="grid grid-cols-[1fr_auto] gap-x-6">{children}</dl>
      <p className="mt-1.5 text-faint text-xs">Click to see its findings</p>
    </div>
  );
}

/** One figure of a tooltip. */
export function TooltipLine({ name, children }: { readonly name: ReactNode; readonly children: ReactNode }) {
  return (
    <>
      <dt className="flex items-center gap-2 text-soft">{name}</dt>
      <dd className="figures text-right">{children}</dd>
    </>
  );
}
