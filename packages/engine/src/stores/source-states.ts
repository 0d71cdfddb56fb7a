import { type Kysely, sql } from "kysely";
import { listedGaps, type SourceState, type StoredSource, unknownHealth } from "../source-status.js";
import type { SourceMark } from "../store.js";
import type { Schema } from "./schema.js";

/** Of a row, or where there is none. */
interface StateRow {
  readonly cursor: string | null;
  readonly health: string | null;
}

/** What is kept of a source, read from its row. */
export function stateOf(row: StateRow | undefined): SourceState {
  const kept = row?.health ? (JSON.parse(row.health) as Partial<SourceState["health"]>) : {};
  return {
    cursor: row?.cursor ? (JSON.parse(row.cursor) as unknown) : null,
    health: { ...unknownHealth, ...kept },
  };
}

/** As text, for the columns that a mark changes; null for what stays. */
export function stateTexts({ cursor, health }: SourceMark): StateRow {
  return {
    cursor: cursor === undefined ? null : JSON.stringify(cursor),
    health: health === undefined ? null : JSON.stringify(health),
  };
}

/** All that is kept of every source, by name. */
export async function readSources(db: Kysely<Schema>): Promise<StoredSource[]> {
  const states = await db.selectFrom("source_states").selectAll().orderBy("source").execute();
  const counts = await db
    .selectFrom("source_gaps")
    .select(["source", (eb) => eb.fn.countAll<number | string>().as("count")])
    .groupBy("source")
    .execute();
  const counted = new Map(counts.map(({ source, count }) => [source, Number(count)]));
  const gaps = await lastGaps(db);
  return states.map((row) => ({
    name: row.source,
    ...stateOf(row),
    gap_count: counted.get(row.source) ?? 0,
    gaps: gaps.get(row.source) ?? [],
  }));
}

async function lastGaps(db: Kysely<Schema>): Promise<Map<string, StoredSource["gaps"]>> {
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom("source_gaps")
        .selectAll()
        .select(sql<number>`row_number() OVER (PARTITION BY source ORDER BY id DESC)`.as("place"))
        .as("numbered"),
    )
    .selectAll()
    .where("place", "<=", listedGaps)
    .orderBy("id", "desc")
    .execute();
  const bySource = new Map<string, StoredSource["gaps"][number][]>();
  for (const { source, since, until, reason, noticed_at } of rows) {
    const gaps = bySource.get(source) ?? [];
    gaps.push({ from: since, to: until, reason, noticed_at });
    bySource.set(source, gaps);
  }
  return bySource;
}
