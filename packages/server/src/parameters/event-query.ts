import { z } from "zod";
import { eventFilters } from "./event-filters.js";
import { pagedOneWay, pagedTwice, paging } from "./paging.js";
import { backwards, runsForwards } from "./time-range.js";

/** The parameters of `GET /api/events`. */
export const eventQuery = z
  .strictObject({ ...eventFilters, ...paging })
  .refine(runsForwards, backwards)
  .refine(pagedOneWay, pagedTwice);
