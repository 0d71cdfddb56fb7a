import { z } from "zod";
import { backwards, runsForwards, timeRange } from "./time-range.js";

/** The parameters of `GET /api/stats/summary`, and the flags of `mcm stats`. */
export const summaryQuery = z.strictObject(timeRange).refine(runsForwards, backwards);
