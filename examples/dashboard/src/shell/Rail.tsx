import { type Severity, severities } from "@mcm/engine";
import { useQuery } from "@tanstack/react-query";
import { summaryQuery } from "../api/queries";
import { useView } from "../findings/address";
import { SeverityMark, severityName } from "../findings/SeverityMark";
import { ViewLink } from "../findings/ViewLink";
import { everything, isFiltered, searchOfView, type View } from "../findings/view";
import { wholeNumber } from "../format/number";
import { Icon } from "../parts/Icon";
import { Mark } from "./Brand";
import { ThemeToggle } from "./ThemeToggle";

/** Where one can go, at the left of every page; a bar above it on a phone. */
export function Rail() {
  const view = useView();
  return (
    <div className="flex h-12 items-center border-line border-b bg-sunken px-3 md:sticky md:top-0 md:h-dvh md:flex-col md:items-stretch md:border-r md:border-b-0 md:px-0">
      <div className="flex items-center gap-2.5 md:h-12 md:justify-center md:border-line md:border-b xl:justify-start xl:px-4">
        <Mark />
        <span className="font-semibold text-sm leading-4 md:sr-only xl:not-sr-only">Mini Compliance Monitor</span>
      </div>
      <nav aria-label="Main" className="hidden flex-1 flex-col gap-0.5 p-2 md:flex">
        <ViewLink
          view={everything}
          aria-current={isFiltered(view) ? undefined : "page"}
          title="Overview"
          className={item}
        >
          <Icon name="overview" />
          <span className={words}>Overview</span>
        </ViewLink>
        <p className="mt-4 mb-1 hidden px-2 text-faint text-xs xl:block" id="rail-severities">
          Findings by severity
        </p>
        {severities.toReversed().map((severity) => (
          <SeverityLink key={severity} severity={severity} view={view} />
        ))}
      </nav>
      <ThemeToggle className="ml-auto md:m-3 md:ml-3" />
    </div>
  );
}

function SeverityLink({ severity, view }: { readonly severity: Severity; readonly view: View }) {
  const { data } = useQuery(summaryQuery);
  const target: View = { ...everything, severity: [severity] };
  const current = searchOfView({ ...target, sort: view.sort, page: view.page }) === searchOfView(view);
  return (
    <ViewLink
      view={target}
      aria-current={current ? "page" : undefined}
      title={`${severityName(severity)} findings`}
      className={item}
    >
      <span className="grid size-4 place-items-center">
        <SeverityMark severity={severity} />
      </span>
      <span className={words}>{severityName(severity)}</span>
      {data && (
        <span className="figures ml-auto hidden text-xs xl:inline">
          {wholeNumber(data.findings_by_severity[severity])}
        </span>
      )}
    </ViewLink>
  );
}

const item =
  "flex h-8 items-center justify-center gap-2.5 rounded-md px-2 text-sm text-soft transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-ink xl:justify-start";
const words = "sr-only xl:not-sr-only";
