import { cursorOf, type Engine, type Finding, type FindingQuery, findingSchema } from "@mcm/engine";
import type { Command } from "commander";
import { z } from "zod";
import { findingFilters } from "../parameters/finding-filters.js";
import { listLimit } from "../parameters/paging.js";
import { backwards, runsForwards } from "../parameters/time-range.js";
import type { Column } from "../terminal/table.js";
import { moment, severityStyle } from "./columns.js";
import { findingFlags } from "./filter-flags.js";
import { addFlags, checkFlags } from "./flags.js";
import { chosenForm, type List, printList } from "./print-list.js";
import { withEngine } from "./with-engine.js";

const findingsQuery = z.strictObject({ ...findingFilters, limit: listLimit }).refine(runsForwards, backwards);

const columns: readonly Column<Finding>[] = [
  { header: "id", value: ({ id }) => id, align: "right" },
  { header: "time (UTC)", value: ({ timestamp }) => moment(timestamp) },
  {
    header: "severity",
    value: ({ severity }) => severity,
    style: (text, { severity }) => severityStyle(text, severity),
  },
  { header: "rule", value: ({ rule_name }) => rule_name },
  { header: "user", value: ({ user }) => user },
  { header: "events", value: ({ event_count }) => event_count, align: "right" },
  { header: "status", value: ({ status, withdrawn }) => (withdrawn ? "withdrawn" : status) },
  { header: "description", value: ({ description }) => description },
];

const findingList = (engine: Engine): List<FindingQuery, Finding> => ({
  name: "findings",
  columns,
  fields: findingSchema.keyof().options,
  read: (query) => engine.findings(query),
  cursorOf: (row, { sort }) => cursorOf("findings", row, sort),
  count: ({ limit: _limit, offset: _offset, cursor: _cursor, sort: _sort, ...filter }) =>
    engine.total("findings", filter),
});

/** `mcm findings` */
export function findingsCommand(program: Command): void {
  const command = program.command("findings").description("list findings, newest first");
  addFlags(command, findingFlags)
    .option("--csv", "print CSV")
    .action(async () => {
      const query = checkFlags(findingsQuery, command, findingFlags);
      const form = chosenForm(command);
      await withEngine(command.optsWithGlobals(), (engine) => printList(form, findingList(engine), query));
    });
}
