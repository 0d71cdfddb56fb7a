import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { findingsQuery } from "../api/queries";
import { queryOfView, type View } from "./view";

/** The findings of a view; while another view's are loading, those that were there before. */
export const useFindings = (view: View) =>
  useQuery({ ...findingsQuery(queryOfView(view)), placeholderData: keepPreviousData });
