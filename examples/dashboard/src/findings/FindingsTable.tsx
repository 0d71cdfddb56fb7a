import type { Finding } from "@mcm/engine";
import type { UseQueryResult } from "@tanstack/react-query";
import { useRef } from "react";
import type { Page } from "../api/client";
import { counted, wholeNumber } from "../format/number";
import { Button } from "../parts/Button";
import { ErrorPanel } from "../parts/ErrorPanel";
import { BlankRows } from "./BlankRows";
import { useColumns } from "./columns";
import { EmptyFindings } from "./EmptyFindings";
import { FindingRows } from "./FindingRows";
import { FindingsFilters } from "./FindingsFilters";
import { Pager } from "./Pager";
import { SortHead } from "./SortHead";
import { useHeldPage } from "./use-held-page";
import { isFiltered, searchOfView, type View } from "./view";

interface Props {
  readonly view: View;
  readonly findings: UseQueryResult<Page<Finding>>;
  /** How many events there are; undefined while that is not known. */
  readonly totalEvents: number | undefined;
}

/** The findings of a view: filters, a page of rows that open, and the way to the other pages. */
export function FindingsTable({ view, findings, totalEvents }: Props) {
  const columns = useColumns();
  const top = useRef<HTMLElement>(null);
  const { page, update } = useHeldPage(searchOfView(view), findings.isPlaceholderData ? undefined : findings.data);
  const shown = page ?? findings.data;
  const nothingYet = totalEvents === 0 && !isFiltered(view);

  return (
    <section ref={top} aria-labelledby="findings" className="flex flex-1 scroll-mt-12 flex-col">
      <div className="flex min-h-12 flex-wrap items-center gap-2 px-4 py-2 xl:px-6">
        <h2 id="findings" className="mr-2 font-semibold text-base">
          Findings
        </h2>
        {!nothingYet && <FindingsFilters view={view} seen={shown?.rows ?? []} />}
        <div role="status" className="ml-auto">
          {page?.outdated && (
            <Button look="strong" onClick={update}>
              {page.news > 0 ? `Show ${counted(page.news, "new finding")}` : "Update the list"}
            </Button>
          )}
        </div>
      </div>
      {findings.isError && !shown ? (
        <ErrorPanel
          title="Findings could not be loaded"
          error={findings.error}
          trying={findings.isFetching}
          onRetry={findings.refetch}
        />
      ) : shown && shown.rows.length === 0 ? (
        <EmptyFindings view={view} total={shown.total} totalEvents={totalEvents} />
      ) : (
        <>
          <table
            aria-busy={findings.isPlaceholderData || !shown}
            className={`w-full table-fixed border-separate border-spacing-0 text-sm transition-opacity ${findings.isPlaceholderData ? "opacity-60" : ""}`}
          >
            <caption className="sr-only">Findings. {shown ? `${wholeNumber(shown.total)} match.` : "Loading."}</caption>
            <SortHead columns={columns} view={view} />
            {shown ? <FindingRows rows={shown.rows} columns={columns} view={view} /> : <BlankRows columns={columns} />}
          </table>
          <Pager view={view} total={shown?.total} more={shown?.more ?? false} onTurn={() => showTop(top.current)} />
        </>
      )}
    </section>
  );
}

/** Brings the first row into sight when it is not. */
function showTop(section: HTMLElement | null): void {
  if (section && section.getBoundingClientRect().top < 0) section.scrollIntoView();
}
