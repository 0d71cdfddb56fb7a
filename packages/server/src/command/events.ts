import { cursorOf, type Engine, type EventQuery, type SourceEvent, sourceEventSchema } from "@mcm/engine";
import type { Command } from "commander";
import { z } from "zod";
import { eventFilters } from "../parameters/event-filters.js";
import { listLimit } from "../parameters/paging.js";
import { backwards, runsForwards } from "../parameters/time-range.js";
import type { Column } from "../terminal/table.js";
import { moment, severityStyle } from "./columns.js";
import { eventFlags } from "./filter-flags.js";
import { addFlags, checkFlags } from "./flags.js";
import { chosenForm, type List, printList } from "./print-list.js";
import { withEngine } from "./with-engine.js";

const eventsQuery = z.strictObject({ ...eventFilters, limit: listLimit }).refine(runsForwards, backwards);

const columns: readonly Column<SourceEvent>[] = [
  { header: "id", value: ({ id }) => id, align: "right" },
  { header: "time (UTC)", value: ({ timestamp }) => moment(timestamp) },
  {
    header: "severity",
    value: ({ severity_hint }) => severity_hint,
    style: (text, { severity_hint }) => severityStyle(text, severity_hint),
  },
  { header: "event type", value: ({ event_type }) => event_type },
  { header: "user", value: ({ user }) => user },
  { header: "source", value: ({ source }) => source },
];

const eventList = (engine: Engine): List<EventQuery, SourceEvent> => ({
  name: "events",
  columns,
  fields: sourceEventSchema.keyof().options,
  read: (query) => engine.events(query),
  cursorOf: (row, { sort }) => cursorOf("events", row, sort),
  count: ({ limit: _limit, offset: _offset, cursor: _cursor, sort: _sort, ...filter }) =>
    engine.total("events", filter),
});

/** `mcm events` */
export function eventsCommand(program: Command): void {
  const command = program.command("events").description("list events, newest first");
  addFlags(command, eventFlags)
    .option("--csv", "print CSV")
    .action(async () => {
      const query = checkFlags(eventsQuery, command, eventFlags);
      const form = chosenForm(command);
      await withEngine(command.optsWithGlobals(), (engine) => printList(form, eventList(engine), query));
    });
}
