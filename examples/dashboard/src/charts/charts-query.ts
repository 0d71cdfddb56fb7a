import { queryOptions } from "@tanstack/react-query";

/**
 * The code of both charts. The charting library is half of all script: the figures and the findings do not wait
 * for it. As a query it is fetched early, once, and its absence can be shown like that of any other answer.
 */
export const chartsQuery = queryOptions({
  queryKey: ["charts"],
  queryFn: () => import("./charts"),
  staleTime: Number.POSITIVE_INFINITY,
  refetchInterval: false,
});
