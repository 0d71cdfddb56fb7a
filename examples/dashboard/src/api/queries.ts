import type { EventQuery, FindingQuery } from "@mcm/engine";
import { type Query, queryOptions } from "@tanstack/react-query";
import { getEvents, getFindings, getSummary } from "./client";
import { ApiError } from "./problem";

/** How often what is on the screen is asked for again, in milliseconds. */
const refreshEvery = 30_000;

/** The same while the server does not answer, so that the page is back soon after it is. */
const retryEvery = 5_000;

/** How every query behaves: what is known shows at once and is refreshed quietly; a refusal is not repeated. */
export const liveQueries = {
  staleTime: 10_000,
  refetchInterval: (query: Query) => (query.state.status === "error" ? retryEvery : refreshEvery),
  retry: (failures: number, error: Error) => failures < 1 && !isRefusal(error),
  retryDelay: 500,
  // A server on this machine answers without any network.
  networkMode: "always",
} as const;

const isRefusal = (error: Error) => error instanceof ApiError && error.status !== null && error.status < 500;

/** Totals and counts a day. */
export const summaryQuery = queryOptions({
  queryKey: ["summary"],
  queryFn: ({ signal }) => getSummary({ signal }),
});

/** A page of findings. */
export const findingsQuery = (query: FindingQuery) =>
  queryOptions({
    queryKey: ["findings", query],
    queryFn: ({ signal }) => getFindings(query, { signal }),
  });

/** A page of events. */
export const eventsQuery = (query: EventQuery) =>
  queryOptions({
    queryKey: ["events", query],
    queryFn: ({ signal }) => getEvents(query, { signal }),
  });
