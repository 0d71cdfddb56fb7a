import type { Total } from "@mcm/engine";
import type { Request, Response } from "express";
import { queryOf } from "./request-parameters.js";

/** One page of a list, and how long the list is. */
export interface ListPage<Row> {
  /** The page's, and one more where there is a next page. */
  readonly rows: readonly Row[];
  readonly total: Total;
  readonly limit: number;
  readonly cursorOf: (row: Row) => string;
}

/**
 * Answers with the rows as a JSON array. `X-Total-Count` counts the list, or says how many there are at least, as
 * `X-Total-Count-Relation` tells: `eq` or `gte`. `Link` names the next page while there is one.
 */
export function sendPage<Row>(request: Request, response: Response, page: ListPage<Row>): void {
  const { rows, total, limit, cursorOf } = page;
  response.set("X-Total-Count", String(total.count));
  response.set("X-Total-Count-Relation", total.exact ? "eq" : "gte");
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  if (rows.length > limit && last !== undefined) {
    response.set("Link", `<${nextAddress(request, limit, cursorOf(last))}>; rel="next"`);
  }
  response.json(shown);
}

function nextAddress(request: Request, limit: number, cursor: string): string {
  const query = queryOf(request);
  query.set("limit", String(limit));
  query.delete("offset");
  query.set("cursor", cursor);
  return `${request.originalUrl.split("?")[0]}?${query}`;
}
