import { useQuery } from "@tanstack/react-query";
import { summaryQuery } from "../api/queries";
import { useView } from "../findings/address";
import { FindingsTable } from "../findings/FindingsTable";
import { useFindings } from "../findings/use-findings";
import { ErrorPanel } from "../parts/ErrorPanel";
import { Header } from "../shell/Header";
import { BlankCharts, Charts } from "./Charts";
import { StatsCards } from "./StatsCards";

/** What happened and what was found, on one screen. */
export function DashboardPage() {
  const view = useView();
  const summary = useQuery(summaryQuery);
  const findings = useFindings(view);
  const summaryFailed = summary.isError && !summary.data;
  const allFailed = summaryFailed && findings.isError && !findings.data;
  const retry = () => [summary, ...(allFailed ? [findings] : [])].map(({ refetch }) => refetch());
  return (
    <main className="flex min-w-0 flex-col">
      <Header summary={summary.data} parts={[summary, findings]} />
      {summaryFailed ? (
        <ErrorPanel
          title={allFailed ? "The overview could not be loaded" : "Figures and charts could not be loaded"}
          error={summary.error}
          trying={summary.isFetching}
          onRetry={retry}
        />
      ) : (
        <>
          <StatsCards summary={summary.data} />
          {summary.data ? <Charts summary={summary.data} /> : <BlankCharts />}
        </>
      )}
      {!allFailed && <FindingsTable view={view} findings={findings} totalEvents={summary.data?.total_events} />}
    </main>
  );
}
