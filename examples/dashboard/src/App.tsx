import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { liveQueries } from "./api/queries";
import { chartsQuery } from "./charts/charts-query";
import { DashboardPage } from "./dashboard/DashboardPage";
import { Rail } from "./shell/Rail";

const client = new QueryClient({ defaultOptions: { queries: liveQueries } });
client.prefetchQuery(chartsQuery);

/** The whole page, over one cache of what the server said. */
export function App() {
  return (
    <QueryClientProvider client={client}>
      <div className="min-h-dvh md:grid md:grid-cols-[3.5rem_minmax(0,1fr)] xl:grid-cols-[14rem_minmax(0,1fr)]">
        <Rail />
        <DashboardPage />
      </div>
    </QueryClientProvider>
  );
}
