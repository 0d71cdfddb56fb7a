import { once, wholeNumber } from "./parameter.js";

/** The most rows one page can have. */
const maximumPage = 1000;

/** The rows of a page whose `limit` is left out. */
export const defaultPage = 100;

/** `limit` (1 to 1000) and `offset` of one page of a list. */
export const paging = {
  limit: once(wholeNumber(1, maximumPage)),
  offset: once(wholeNumber(0, 1_000_000_000)),
};

/** How many rows of a list a command prints; the command has no offset and no bound worth the name. */
export const listLimit = once(wholeNumber(1, 1_000_000_000));
