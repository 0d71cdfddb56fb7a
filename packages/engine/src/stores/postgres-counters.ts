import { daysOfEvents, daysOfFindings } from "./day-sums.js";
import type { Queryable } from "./postgres-names.js";
import type { Tally } from "./tally.js";

/** Adds events to the counters; keys are hour, source and event type. */
export async function addEvents(db: Queryable, counts: Tally): Promise<void> {
  await add(db, eventCounts, counts);
  await add(db, dayCounts, daysOfEvents(counts));
}

/** Adds findings to the counters; keys are hour, version of a rule, severity and rule. */
export async function addFindings(db: Queryable, counts: Tally): Promise<void> {
  await add(db, findingCounts, counts);
  await add(db, dayCounts, daysOfFindings(counts));
}

/** In the order of the keys, so that two writers never wait for each other. */
const adding = (table: string, keys: readonly [string, string, string]): string =>
  `INSERT INTO ${table} SELECT a, b, c, sum(count) FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
     AS n(a, b, c, count) GROUP BY a, b, c ORDER BY a, b, c
   ON CONFLICT (${keys.join(", ")}) DO UPDATE SET count = ${table}.count + excluded.count`;

const eventCounts = adding("event_counts", ["hour", "source_id", "event_type_id"]);
const findingCounts = adding("finding_counts", ["hour", "rule_version_id", "severity"]);
const dayCounts = adding("day_counts", ["counter", "key", "day"]);

async function add(db: Queryable, statement: string, counts: Tally): Promise<void> {
  const sums = [...counts.sums()];
  if (sums.length === 0) return;
  const part = (place: number) => sums.map(([key]) => key[place]);
  await db.query(statement, [part(0), part(1), part(2), sums.map(([, count]) => count)]);
}
