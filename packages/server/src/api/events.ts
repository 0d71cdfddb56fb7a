import { cursorOf, type Engine, type EventInput, type IngestResult } from "@mcm/engine";
import { Router } from "express";
import { checkParameters } from "../parameters/check-parameters.js";
import { eventQuery } from "../parameters/event-query.js";
import { noParameters } from "../parameters/no-parameters.js";
import { defaultPage } from "../parameters/paging.js";
import { allowMethods } from "./allow-methods.js";
import { identifier } from "./idempotency.js";
import { type PostedRecords, postedRecords, readBody } from "./posted-records.js";
import { Problem } from "./problem.js";
import { requestParameters } from "./request-parameters.js";
import { sendPage } from "./send-page.js";

/** `GET` lists events, `POST` takes new ones. */
export function eventRoutes(engine: Engine): Router {
  const routes = Router();
  routes
    .route("/")
    .get(async (request, response) => {
      const query = checkParameters(eventQuery, requestParameters(request));
      const { limit = defaultPage, offset: _, cursor: __, sort, ...filter } = query;
      // One row more than asked for tells whether there is a next page.
      const rows = await engine.events({ ...query, limit: limit + 1 });
      const total = await engine.total("events", filter);
      sendPage(request, response, { rows, total, limit, cursorOf: (row) => cursorOf("events", row, sort) });
    })
    .post(readBody, async (request, response) => {
      checkParameters(noParameters, requestParameters(request));
      const identify = identifier(request);
      const { records, rejected } = await postedRecords(request);
      const identified = records.map(({ index, value }) => ({ index, value: identify(value, index) }));
      response.status(201).json(await ingest(engine, { records: identified, rejected }));
    })
    .all(allowMethods("GET", "HEAD", "POST"));
  return routes;
}

/** Takes what can be taken; throws a 400 that lists the reasons when that is nothing. */
async function ingest(engine: Engine, { records, rejected }: PostedRecords): Promise<IngestResult> {
  // The engine checks each input and rejects what is no event.
  const result = await engine.ingest(records.map(({ value }) => value as EventInput));
  const refused = result.rejected.map(({ index, message }) => ({ index: records[index]?.index ?? index, message }));
  const all = [...rejected, ...refused].sort((one, other) => one.index - other.index);
  if (all.length > 0 && result.new + result.duplicate === 0) {
    throw new Problem(400, `no record could be taken; of the first: ${all[0]?.message}`, { rejected: all });
  }
  const { new: added, duplicate, rejected: _, ...findings } = result;
  return { new: added, duplicate, rejected: all, ...findings };
}
