import { z } from "zod";
import { once, wholeNumber } from "./parameter.js";

/** The most rows one page can have. */
const maximumPage = 1000;

/** The rows of a page whose `limit` is left out. */
export const defaultPage = 100;

/** `limit` (1 to 1000) of one page of a list, and where it starts: behind `offset` rows, or where the page before ended. */
export const paging = {
  limit: once(wholeNumber(1, maximumPage)),
  offset: once(wholeNumber(0, 1_000_000_000)),
  cursor: once(z.string().min(1, "is empty; take it from the Link header of the page before, or leave it out")),
};

/** Whether a page's start is said one way only. */
export const pagedOneWay = ({ offset, cursor }: { readonly offset?: unknown; readonly cursor?: unknown }) =>
  offset === undefined || cursor === undefined;

/** What is said of a page whose start is said twice. */
export const pagedTwice = { path: ["cursor"], error: "excludes offset; leave one of them out" };

/** How many rows of a list a command prints; the command has no offset and no bound worth the name. */
export const listLimit = once(wholeNumber(1, 1_000_000_000));
