import { z } from "zod";
import { findingFilters } from "./finding-filters.js";
import { pagedOneWay, pagedTwice, paging } from "./paging.js";
import { backwards, runsForwards } from "./time-range.js";

/** The parameters of `GET /api/findings`. */
export const findingQuery = z
  .strictObject({ ...findingFilters, ...paging })
  .refine(runsForwards, backwards)
  .refine(pagedOneWay, pagedTwice);
