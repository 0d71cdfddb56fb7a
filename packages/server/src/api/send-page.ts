import type { Request, Response } from "express";
import { defaultPage } from "../parameters/paging.js";
import { queryOf } from "./request-parameters.js";

/** One page of a list, and how long the list is. */
export interface ListPage {
  readonly rows: readonly unknown[];
  readonly total: number;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** Answers with the rows as a JSON array; `X-Total-Count` counts the list, `Link` names the next page while there is one. */
export function sendPage(request: Request, response: Response, page: ListPage): void {
  response.set("X-Total-Count", String(page.total));
  const next = (page.offset ?? 0) + page.rows.length;
  if (page.rows.length > 0 && next < page.total)
    response.set("Link", `<${nextAddress(request, page, next)}>; rel="next"`);
  response.json(page.rows);
}

function nextAddress(request: Request, { limit = defaultPage }: ListPage, next: number): string {
  const query = queryOf(request);
  query.set("limit", String(limit));
  query.set("offset", String(next));
  return `${request.originalUrl.split("?")[0]}?${query}`;
}
