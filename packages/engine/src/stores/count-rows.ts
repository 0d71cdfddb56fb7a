import type { Kysely } from "kysely";
import type { Total } from "../query.js";
import { countRows, type NarrowedList } from "./list-pages.js";
import type { Narrowed, ReadsDialect } from "./list-sql.js";
import { prunedBefore } from "./prune.js";
import { dayCounters, hourLength, hoursOfDay, type Schema } from "./schema.js";

const dayLength = hoursOfDay * hourLength;

/** How to count. */
export interface Counting {
  readonly dialect: ReadsDialect;
  /** Where counting may stop; never when left out. What counters know costs nothing, and is exact beyond it. */
  readonly atMost?: number | undefined;
}

/**
 * How many rows a list has. Counters answer where it is narrowed to whole days and by nothing, or by one field that is
 * counted. They go on counting what was deleted, so older rows than that are counted one by one.
 */
export async function countList(db: Kysely<Schema>, list: NarrowedList, { dialect, atMost }: Counting): Promise<Total> {
  const counter = counterOf(list);
  if (!counter) return countRows(db, dialect, list, atMost ?? null);
  const { from, to } = list.range;
  const floor = Math.ceil((await deletedBefore(db, list)) / dayLength) * dayLength;
  const count = await countDays(db, counter, { from: Math.max(from ?? floor, floor), to });
  const isNothingOlder = !Number.isFinite(floor) || (from !== undefined && from >= floor);
  if (isNothingOlder) return { count, exact: true };
  const older = { ...list, range: { from, to: Math.min(to ?? floor, floor) } };
  const left = await countRows(db, dialect, older, atMost ?? null);
  return { count: count + left.count, exact: left.exact };
}

/** A day counter and the keys that are wanted of it. */
type Counter = readonly [counter: number, keys: readonly number[]];

const counted: Readonly<Record<string, number>> = {
  "events.source_id": dayCounters.bySource,
  "events.event_type_id": dayCounters.byType,
  "finding_records.severity": dayCounters.bySeverity,
  "finding_records.rule_id": dayCounters.byRule,
};

function counterOf({ table, always, narrowed, checked, range }: NarrowedList): Counter | null {
  const isWhole = [range.from, range.to].every((time) => time === undefined || time % dayLength === 0);
  if (!isWhole || checked.length > 0 || narrowed.length > 1 || always.some(isWithdrawn)) return null;
  const [only] = narrowed;
  if (!only) return table === "events" ? [dayCounters.events, [0]] : [dayCounters.bySeverity, [0, 1, 2, 3]];
  const counter = counted[only.column];
  return counter === undefined ? null : [counter, only.values.map(Number)];
}

const isWithdrawn = ({ column, values }: Narrowed): boolean => column.endsWith("withdrawn") && values[0] === 1;

/** Event time up to which rows may be deleted; before all time where none was. */
async function deletedBefore(db: Kysely<Schema>, { table }: NarrowedList): Promise<number> {
  return (await prunedBefore(db, table === "events" ? "events" : "findings")) ?? Number.NEGATIVE_INFINITY;
}

async function countDays(
  db: Kysely<Schema>,
  [counter, keys]: Counter,
  { from, to }: { readonly from: number; readonly to: number | undefined },
): Promise<number> {
  if (keys.length === 0) return 0;
  const row = await db
    .selectFrom("day_counts")
    .select((eb) => eb.fn.sum<number | null>("count").as("count"))
    .where("counter", "=", counter)
    .where("key", "in", [...keys])
    .$if(Number.isFinite(from), (q) => q.where("day", ">=", from / dayLength))
    .$if(to !== undefined, (q) => q.where("day", "<", (to ?? 0) / dayLength))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
