import { useSyncExternalStore } from "react";
import type { FindingSort } from "./view";

/** A column of the table of findings. */
export interface Column {
  readonly name: string;
  /** What a click on its head sorts by; null for what cannot be sorted. */
  readonly sort: FindingSort | null;
  /** Its width and the room at its right, as classes. */
  readonly place: string;
  readonly numbers: boolean;
  /** The narrowest screen with room for it, in rem. */
  readonly from: number;
}

const [always, tablet, laptop, desktop] = [0, 48, 64, 80];

/** Every column after the one that opens a row. */
export const columns: readonly Column[] = [
  { name: "Severity", sort: "severity", place: "w-26 pr-3", numbers: false, from: always },
  { name: "Finding", sort: null, place: "pr-3", numbers: false, from: always },
  { name: "Rule", sort: "rule_name", place: "w-44 pr-3", numbers: false, from: laptop },
  { name: "User", sort: "user", place: "w-36 pr-3", numbers: false, from: tablet },
  { name: "Time", sort: "timestamp", place: "w-28 pr-3", numbers: false, from: tablet },
  { name: "Events", sort: "event_count", place: "w-22 pr-6", numbers: true, from: tablet },
  { name: "Status", sort: "status", place: "w-34 pr-3", numbers: false, from: desktop },
];

/** The columns that this screen has room for. */
export function useColumns(): readonly Column[] {
  const shown = useSyncExternalStore(subscribe, () => widths.filter(({ matches }) => matches).length);
  const width = [always, tablet, laptop, desktop][shown] ?? always;
  return columns.filter(({ from }) => from <= width);
}

const widths = [tablet, laptop, desktop].map((rem) => window.matchMedia(`(min-width: ${rem}rem)`));

function subscribe(onChange: () => void): () => void {
  for (const width of widths) width.addEventListener("change", onChange);
  return () => {
    for (const width of widths) width.removeEventListener("change", onChange);
  };
}
