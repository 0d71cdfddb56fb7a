import type { Finding } from "@mcm/engine";
import type { ReactNode } from "react";
import { counted, wholeNumber } from "../format/number";
import { exactTime, relativeTime } from "../format/time";
import { Icon } from "../parts/Icon";
import type { Column } from "./columns";
import { FindingDetails } from "./FindingDetails";
import { SeverityMark, severityName } from "./SeverityMark";
import { StatusMark } from "./StatusMark";
import type { View } from "./view";

interface Props {
  readonly finding: Finding;
  readonly columns: readonly Column[];
  readonly view: View;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** One finding; opened, with what it is made of below. */
export function FindingRow({ finding, columns, view, now, open, onToggle }: Props) {
  const details = `finding-${finding.id}`;
  const line = open ? "" : "border-b border-line";
  return (
    <>
      {/* The button in the row does the same for the keyboard. */}
      <tr
        onClick={() => hasSelection() || onToggle()}
        className={`cursor-pointer hover:bg-hover ${open ? "bg-hover" : ""}`}
      >
        <td className={`h-14 pl-3 md:h-9 xl:pl-5 ${line}`}>
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? details : undefined}
            aria-label={`Details of: ${finding.description}`}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
            className="grid size-6 place-items-center rounded-sm text-faint hover:text-ink"
          >
            <Icon name="right" className={`size-3 transition-transform ${open ? "rotate-90" : ""}`} />
          </button>
        </td>
        {columns.map(({ name, place, numbers }) => (
          <td key={name} className={`${place} ${numbers ? "figures text-right" : ""} last:pr-4 xl:last:pr-6 ${line}`}>
            {cells[name]?.(finding, now)}
          </td>
        ))}
      </tr>
      {open && (
        <tr id={details}>
          <td colSpan={columns.length + 1} className="border-line border-b bg-sunken p-0">
            <FindingDetails finding={finding} view={view} />
          </td>
        </tr>
      )}
    </>
  );
}

/** A click that ends a selection of text is no click on the row. */
const hasSelection = () => window.getSelection()?.type === "Range";

/** What stands in a column, by its name. */
const cells: Readonly<Record<string, (finding: Finding, now: number) => ReactNode>> = {
  Severity: ({ severity }) => (
    <span className={`flex items-center gap-2 ${severity === "critical" ? "font-semibold text-critical" : ""}`}>
      <SeverityMark severity={severity} />
      {severityName(severity)}
    </span>
  ),
  Finding: ({ description, rule_name, timestamp, event_count }, now) => (
    <>
      <Foreign text={description} className="line-clamp-2 md:block md:truncate" />
      <p className="flex gap-1.5 overflow-hidden whitespace-nowrap text-faint text-xs md:hidden">
        <bdi className="truncate">{rule_name}</bdi>
        <span>
          · {relativeTime(timestamp, now)} · {counted(event_count, "event")}
        </span>
      </p>
    </>
  ),
  Rule: ({ rule_name }) => <Foreign text={rule_name} className="block truncate text-soft" />,
  User: ({ user }) =>
    user === null ? <span className="text-faint">No user</span> : <Foreign text={user} className="block truncate" />,
  Time: ({ timestamp }, now) => (
    <time dateTime={timestamp} title={exactTime(timestamp)} className="whitespace-nowrap text-soft">
      {relativeTime(timestamp, now)}
    </time>
  ),
  Events: ({ event_count }) => wholeNumber(event_count),
  Status: ({ status }) => <StatusMark status={status} />,
};

/** Text of somebody else's making: kept in its own direction, cut where the cell ends, whole on hover. */
function Foreign({ text, className }: { readonly text: string; readonly className: string }) {
  return (
    <bdi title={text} className={className}>
      {text}
    </bdi>
  );
}
