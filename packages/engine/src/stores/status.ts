import { type Kysely, sql } from "kysely";
import type { StoreStatus } from "../store.js";
import { isoOf } from "./encoding.js";
import { prunedBefore } from "./prune.js";
import type { Schema } from "./schema.js";

/** What a database holds; counts every row. */
export async function readStatus(db: Kysely<Schema>, bytes: number): Promise<StoreStatus> {
  const count = async (query: {
    readonly from: "events" | "finding_records" | "points";
    readonly where?: [string, number];
  }) => {
    const { from, where } = query;
    const condition = where ? sql`where ${sql.ref(where[0])} = ${where[1]}` : sql``;
    const { rows } = await sql<{
      count: number;
    }>`select count(*) as count from ${sql.table(from)} ${condition}`.execute(db);
    return Number(rows[0]?.count ?? 0);
  };
  const edge = async (order: "asc" | "desc") => {
    const row = await db
      .selectFrom("events")
      .select("timestamp")
      .orderBy("timestamp", order)
      .limit(1)
      .executeTakeFirst();
    return row ? isoOf(Number(row.timestamp)) : null;
  };
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name desc limit 1`.execute(
    db,
  );
  const before = await prunedBefore(db, "events");
  return {
    schema: rows[0]?.name ?? "none",
    rows: {
      events: await count({ from: "events" }),
      unprocessed: await count({ from: "events", where: ["processed", 0] }),
      findings: await count({ from: "finding_records", where: ["withdrawn", 0] }),
      withdrawn: await count({ from: "finding_records", where: ["withdrawn", 1] }),
      points: await count({ from: "points" }),
    },
    bytes,
    oldest_event: await edge("asc"),
    newest_event: await edge("desc"),
    pruned_before: before === null ? null : isoOf(before),
  };
}
