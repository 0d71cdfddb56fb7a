import type { ReactNode } from "react";
import { counted } from "../format/number";
import { Button } from "../parts/Button";
import { CopyCommand } from "../parts/CopyCommand";
import { showView } from "./address";
import { changed, isFiltered, pageSize, type View, withoutFilters } from "./view";

interface Props {
  readonly view: View;
  /** How many findings match, whatever the page. */
  readonly total: number;
  readonly totalEvents: number | undefined;
}

/** Why there are no rows, and what to do about it. */
export function EmptyFindings({ view, total, totalEvents }: Props) {
  const last = Math.ceil(total / pageSize);
  if (total > 0) {
    return (
      <Notice title={`There is no page ${view.page}. The last one is page ${last}.`}>
        <Button onClick={() => showView(changed(view, { page: last }))}>Go to the last page</Button>
      </Notice>
    );
  }
  if (isFiltered(view)) {
    return (
      <Notice title="No findings match.">
        <Button onClick={() => showView(withoutFilters(view))}>Clear filters</Button>
      </Notice>
    );
  }
  if (totalEvents) {
    return (
      <Notice title="No findings yet.">
        <p className="text-soft">{counted(totalEvents, "event")} came in, and none matched a rule.</p>
      </Notice>
    );
  }
  return (
    <Notice title="No events yet. Read some from a file:">
      <CopyCommand command="npm run -s mcm -- ingest FILE" />
      <p className="max-w-prose text-soft text-sm">
        FILE holds JSON records, one a line or in an array: audit logs, CloudTrail, or events of your own. This page
        shows them within half a minute.
      </p>
    </Notice>
  );
}

function Notice({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-3 border-line border-t px-4 py-16 text-center">
      <p className="font-semibold">{title}</p>
      {children}
    </div>
  );
}
