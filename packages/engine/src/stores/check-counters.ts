import { type Kysely, sql } from "kysely";
import type { CounterDifference, CounterStep, CountersChecked } from "../store.js";
import { isoOf } from "./encoding.js";
import { prunedBefore } from "./prune.js";
import { dayCounters, hourLength, hoursOfDay, type Schema } from "./schema.js";
import { type Tally, tally } from "./tally.js";

type Db = Kysely<Schema>;

const hourTables = {
  event_counts: ["source_id", "event_type_id"],
  finding_counts: ["rule_version_id", "severity"],
} as const;

type HourTable = keyof typeof hourTables;

/**
 * Compares the counters of some hours with what is stored, and the sums of their days with the counters; to be run
 * inside a transaction. Counters of hours from which events were deleted are taken as they are.
 */
export async function checkCounters(db: Db, { hour, limit, mend }: CounterStep): Promise<CountersChecked> {
  const differences: CounterDifference[] = [];
  let current = await hourFrom(db, hour ?? Number.MIN_SAFE_INTEGER);
  for (let counted = 0; current !== null && counted < limit; ) {
    // Sums are checked with the last hour of their day, when all its hours are right.
    counted += 1 + (await checkHour(db, { hour: current, mend, differences }));
    const next: number | null = await hourFrom(db, current + 1);
    const day = Math.floor(current / hoursOfDay);
    if (next === null || Math.floor(next / hoursOfDay) > day) await checkDay(db, { day, mend, differences });
    current = next;
  }
  if (current === null) await checkEmptyDays(db, { mend, differences });
  return { differences, next: current };
}

interface Checking {
  readonly mend: boolean;
  readonly differences: CounterDifference[];
}

/** The first hour, from one on, of which anything is stored or counted. */
async function hourFrom(db: Db, hour: number): Promise<number | null> {
  const time = Math.max(hour * hourLength, -8.64e15);
  const firstOf = async (query: { executeTakeFirst: () => Promise<{ first: number } | undefined> }, unit: number) => {
    const row = await query.executeTakeFirst();
    return row ? [Math.floor(Number(row.first) / unit)] : [];
  };
  const hours = [
    ...(await firstOf(
      db.selectFrom("events").select("timestamp as first").where("timestamp", ">=", time).orderBy("timestamp").limit(1),
      hourLength,
    )),
    ...(await firstOf(
      db
        .selectFrom("finding_records")
        .select("timestamp as first")
        .where("withdrawn", "=", 0)
        .where("timestamp", ">=", time)
        .orderBy("timestamp")
        .limit(1),
      hourLength,
    )),
    ...(await firstOf(
      db.selectFrom("event_counts").select("hour as first").where("hour", ">=", hour).orderBy("hour").limit(1),
      1,
    )),
    ...(await firstOf(
      db.selectFrom("finding_counts").select("hour as first").where("hour", ">=", hour).orderBy("hour").limit(1),
      1,
    )),
  ];
  return hours.length === 0 ? null : Math.min(...hours);
}

/** Checks an hour; gives how many rows there are in it. */
async function checkHour(db: Db, { hour, mend, differences }: Checking & { readonly hour: number }): Promise<number> {
  const bounds = { from: hour * hourLength, to: (hour + 1) * hourLength };
  const stored = {
    event_counts: await db
      .selectFrom("events")
      .select(["source_id as a", "event_type_id as b", (eb) => eb.fn.countAll<number>().as("count")])
      .where("timestamp", ">=", bounds.from)
      .where("timestamp", "<", bounds.to)
      .groupBy(["source_id", "event_type_id"])
      .execute(),
    finding_counts: await db
      .selectFrom("finding_records")
      .select(["rule_version_id as a", "severity as b", (eb) => eb.fn.countAll<number>().as("count")])
      .where("withdrawn", "=", 0)
      .where("timestamp", ">=", bounds.from)
      .where("timestamp", "<", bounds.to)
      .groupBy(["rule_version_id", "severity"])
      .execute(),
  };
  const floors = { event_counts: await prunedBefore(db, "events"), finding_counts: await prunedBefore(db, "findings") };
  let rows = 0;
  for (const table of ["event_counts", "finding_counts"] as const) {
    rows += stored[table].reduce((total, { count }) => total + Number(count), 0);
    const floor = floors[table];
    if (floor !== null && bounds.from < floor) continue;
    const expected = tally();
    for (const { a, b, count } of stored[table]) expected.add([Number(a), Number(b)], Number(count));
    await compareHour(db, { table, hour, expected, mend, differences });
  }
  return rows;
}

async function compareHour(
  db: Db,
  { table, hour, expected, mend, differences }: Checking & { table: HourTable; hour: number; expected: Tally },
): Promise<void> {
  const [a, b] = hourTables[table];
  const { rows } = await sql<{
    a: number;
    b: number;
    count: number;
  }>`select ${sql.ref(a)} as a, ${sql.ref(b)} as b, count
    from ${sql.table(table)} where hour = ${hour}`.execute(db);
  const wrong = compare(
    rows.map((row) => [[Number(row.a), Number(row.b)], Number(row.count)] as const),
    expected,
  );
  for (const { key, count, expected: wanted } of wrong) {
    const counter = `${table} of ${a} ${key[0]}, ${b} ${key[1]}`;
    differences.push({ counter, from: isoOf(hour * hourLength), count, expected: wanted });
  }
  if (!mend || wrong.length === 0) return;
  await sql`delete from ${sql.table(table)} where hour = ${hour}`.execute(db);
  for (const [key, count] of expected.sums()) {
    await sql`insert into ${sql.table(table)} values (${hour}, ${key[0]}, ${key[1]}, ${count})`.execute(db);
  }
}

/** Checks the sums of a day against the counters of its hours. */
async function checkDay(db: Db, { day, mend, differences }: Checking & { readonly day: number }): Promise<void> {
  const expected = await sumsOf(db, day);
  const rows = await db.selectFrom("day_counts").selectAll().where("day", "=", day).where(anyCounter).execute();
  const wrong = compare(
    rows.map((row) => [[Number(row.counter), Number(row.key)], Number(row.count)] as const),
    expected,
  );
  for (const { key, count, expected: wanted } of wrong) {
    const name = Object.entries(dayCounters).find(([, counter]) => counter === key[0])?.[0];
    differences.push({
      counter: `day_counts of ${name} ${key[1]}`,
      from: isoOf(day * hoursOfDay * hourLength),
      count,
      expected: wanted,
    });
  }
  if (!mend || wrong.length === 0) return;
  await db.deleteFrom("day_counts").where("day", "=", day).where(anyCounter).execute();
  for (const [[counter = 0, key = 0], count] of expected.sums()) {
    await db.insertInto("day_counts").values({ counter, key, day, count }).execute();
  }
}

/** Every counter, named so that the key's first column is known. */
const anyCounter = sql<boolean>`counter in (${sql.join(Object.values(dayCounters))})`;

async function sumsOf(db: Db, day: number): Promise<Tally> {
  const sums = tally();
  const [from, to] = [day * hoursOfDay, (day + 1) * hoursOfDay];
  const events = await db
    .selectFrom("event_counts")
    .selectAll()
    .where("hour", ">=", from)
    .where("hour", "<", to)
    .execute();
  for (const { source_id, event_type_id, count } of events) {
    sums.add([dayCounters.events, 0], Number(count));
    sums.add([dayCounters.bySource, Number(source_id)], Number(count));
    sums.add([dayCounters.byType, Number(event_type_id)], Number(count));
  }
  const findings = await db
    .selectFrom("finding_counts")
    .innerJoin("rule_versions", "rule_versions.id", "finding_counts.rule_version_id")
    .innerJoin("rules", "rules.name", "rule_versions.name")
    .select(["finding_counts.severity", "finding_counts.count", "rules.id as rule"])
    .where("hour", ">=", from)
    .where("hour", "<", to)
    .execute();
  for (const { severity, rule, count } of findings) {
    sums.add([dayCounters.bySeverity, Number(severity)], Number(count));
    sums.add([dayCounters.byRule, Number(rule)], Number(count));
  }
  return sums;
}

/** Checks days of which no hour is counted: their sums must be nothing. */
async function checkEmptyDays(db: Db, { mend, differences }: Checking): Promise<void> {
  const days = await db.selectFrom("day_counts").select("day").distinct().where("count", "<>", 0).execute();
  for (const { day } of days) {
    const hours = await hourFrom(db, Number(day) * hoursOfDay);
    if (hours === null || Math.floor(hours / hoursOfDay) !== Number(day)) {
      await checkDay(db, { day: Number(day), mend, differences });
    }
  }
}

interface Wrong {
  readonly key: readonly number[];
  readonly count: number;
  readonly expected: number;
}

function compare(counted: readonly (readonly [readonly number[], number])[], expected: Tally): Wrong[] {
  const counts = new Map(counted.map(([key, count]) => [key.join(" "), { key, count, expected: 0 }]));
  for (const [key, count] of expected.sums()) {
    const text = key.join(" ");
    counts.set(text, { key, count: counts.get(text)?.count ?? 0, expected: count });
  }
  return [...counts.values()].filter(({ count, expected }) => count !== expected);
}
