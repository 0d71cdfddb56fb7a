import type { Total } from "@mcm/engine";
import type { Command } from "commander";
import { csvLine } from "../terminal/csv.js";
import { print, say } from "../terminal/output.js";
import { type Column, layTable } from "../terminal/table.js";
import { visibleJson } from "../terminal/visible.js";
import { UsageError } from "../usage-error.js";
import { count as counted } from "./counts.js";
import { type PageQuery, type PageReader, readPages } from "./pages.js";

/** A list that a command prints. */
export interface List<Query extends PageQuery, Row> extends PageReader<Query, Row> {
  /** What the rows are called: `findings`. */
  readonly name: string;
  /** What a person sees of a row. */
  readonly columns: readonly Column<Row>[];
  /** What a CSV line holds of a row, in this order. */
  readonly fields: readonly (keyof Row & string)[];
  readonly count: (query: Query) => Promise<Total>;
}

/** How much a table shows unless `--limit` says otherwise. */
const tableRows = 50;

/** How a list is printed. */
export type Form = "table" | "json" | "csv";

/**
 * The form that the command's flags ask for.
 *
 * @throws {UsageError} when they ask for two.
 */
export function chosenForm(command: Command): Form {
  const { json, csv } = command.optsWithGlobals<{ json?: true; csv?: true }>();
  if (json && csv) throw new UsageError("--json and --csv exclude each other; choose one");
  if (json) return "json";
  return csv ? "csv" : "table";
}

/** Prints a list: a table's first page for people, or all of it as JSON lines or CSV. */
export async function printList<Query extends PageQuery, Row>(
  form: Form,
  list: List<Query, Row>,
  query: Query,
): Promise<void> {
  if (form === "json") return printLines(list, query, (row) => `${visibleJson(row)}\n`);
  if (form === "table") return printTable(list, query);
  await print(csvLine(list.fields));
  await printLines(list, query, (row) => csvLine(list.fields.map((field) => row[field])));
}

async function printLines<Query extends PageQuery, Row>(
  list: List<Query, Row>,
  query: Query,
  line: (row: Row) => string,
): Promise<void> {
  for await (const rows of readPages(list, query, query.limit)) await print(rows.map(line).join(""));
}

async function printTable<Query extends PageQuery, Row>(list: List<Query, Row>, query: Query): Promise<void> {
  const { name, columns, count } = list;
  let shown = 0;
  let table: ReturnType<typeof layTable<Row>> | undefined;
  for await (const rows of readPages(list, query, query.limit ?? tableRows)) {
    if (table === undefined) {
      table = layTable(columns, rows, process.stdout.isTTY ? process.stdout.columns : undefined);
      await print(`${table.header}\n`);
    }
    await print(rows.map((row) => `${table?.line(row)}\n`).join(""));
    shown += rows.length;
  }
  if (shown === 0) return say(`no ${name} match`);
  const total = await count(query);
  const known = `${counted(total.count)}${total.exact ? "" : " or more"}`;
  if (shown < total.count) say(`${counted(shown)} of ${known} ${name}; --limit or --json for more`);
}
