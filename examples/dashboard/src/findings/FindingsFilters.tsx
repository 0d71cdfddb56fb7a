import { type Finding, type Severity, severities } from "@mcm/engine";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { findingsQuery } from "../api/queries";
import { rangeName } from "../charts/axis-labels";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { showView } from "./address";
import { SeverityMark, severityName } from "./SeverityMark";
import { SortSelect } from "./SortSelect";
import { ValueFilter } from "./ValueFilter";
import { changed, isFiltered, type View, withoutFilters } from "./view";

interface Props {
  readonly view: View;
  /** The findings on the screen; their users and rules are offered. */
  readonly seen: readonly Finding[];
}

/** What the findings can be narrowed by, and what they are narrowed by now. */
export function FindingsFilters({ view, seen }: Props) {
  const [wanted, setWanted] = useState(false);
  const { data } = useQuery({ ...recent, enabled: wanted });
  const want = () => setWanted(true);
  const known = [...seen, ...(data?.rows ?? [])];
  return (
    <>
      <SeverityFilter chosen={view.severity} onChange={(severity) => showView(changed(view, { severity }))} />
      <ValueFilter
        name="User"
        value={view.user}
        known={distinct(known.flatMap(({ user }) => user ?? []))}
        onWanted={want}
        onChange={(user) => showView(changed(view, { user }))}
      />
      <ValueFilter
        name="Rule"
        value={view.rule_name}
        known={distinct(known.map(({ rule_name }) => rule_name))}
        onWanted={want}
        onChange={(rule_name) => showView(changed(view, { rule_name }))}
      />
      <SortSelect view={view} />
      {(view.from !== null || view.to !== null) && (
        <button
          type="button"
          onClick={() => showView(changed(view, { from: null, to: null }))}
          aria-label={`${rangeName(view)}, show all times`}
          className="figures inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md border border-accent bg-accent-soft px-2 text-sm"
        >
          {rangeName(view)}
          <Icon name="close" className="size-3" />
        </button>
      )}
      {isFiltered(view) && (
        <Button look="quiet" onClick={() => showView(withoutFilters(view))}>
          Clear filters
        </Button>
      )}
    </>
  );
}

// Whose users and rules are offered, beside those on the screen.
const recent = { ...findingsQuery({ limit: 200 }), refetchInterval: false, staleTime: 300_000 } as const;

interface SeverityProps {
  readonly chosen: readonly Severity[];
  readonly onChange: (severities: Severity[]) => void;
}

function SeverityFilter({ chosen, onChange }: SeverityProps) {
  const toggled = (severity: Severity) => severities.filter((each) => (each === severity) !== chosen.includes(each));
  return (
    <fieldset className="flex max-w-full">
      <legend className="sr-only">Severity</legend>
      {severities.toReversed().map((severity) => (
        <button
          key={severity}
          type="button"
          aria-pressed={chosen.includes(severity)}
          onClick={() => onChange(toggled(severity))}
          className="-ml-px inline-flex h-7 items-center gap-1.5 border border-edge px-2 text-sm text-soft transition-colors first-of-type:ml-0 first-of-type:rounded-l-md last-of-type:rounded-r-md hover:bg-hover hover:text-ink aria-pressed:relative aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-ink"
        >
          <SeverityMark severity={severity} />
          {severityName(severity)}
        </button>
      ))}
    </fieldset>
  );
}

const distinct = (values: readonly string[]) => [...new Set(values)].sort((a, b) => a.localeCompare(b));
