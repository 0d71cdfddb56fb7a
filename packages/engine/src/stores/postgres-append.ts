import { finished } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { NewEvent } from "../event.js";
import { rawTextOf } from "../raw-text.js";
import { rankOf } from "./encoding.js";
import type { HotRows } from "./postgres-hot-rows.js";
import type { PostgresNames, Queryable } from "./postgres-names.js";
import { hourLength } from "./schema.js";
import { tally } from "./tally.js";

/**
 * Where events are copied to, on each connection that writes, to be inserted from there: copying is the quickest way in,
 * but knows no duplicates.
 */
const makeIntake = `CREATE TEMPORARY TABLE IF NOT EXISTS intake (
  place integer, source_id integer, external_id text COLLATE "C", timestamp bigint, user_id bigint,
  event_type_id integer, severity_hint smallint, raw_data json
) ON COMMIT DELETE ROWS`;

const prepared = new WeakSet<PoolClient>();

/** Makes a connection ready for {@link append}, outside of any transaction. */
export async function prepareIntake(client: PoolClient): Promise<void> {
  if (prepared.has(client)) return;
  await client.query(makeIntake);
  prepared.add(client);
}

/** How events are added. */
export interface AppendOptions {
  readonly processed: boolean;
  readonly hot: HotRows;
  /** In one order everywhere, so that two who add the same events beside each other never wait for one another. */
  readonly isBeside: boolean;
}

/**
 * Adds events that are not there yet. Gives each one's number, or null for one that was there. What was copied stays
 * until the transaction ends, or {@link emptyIntake} is called for another append in it.
 */
export async function append(
  db: PoolClient,
  names: PostgresNames,
  events: readonly NewEvent[],
  { processed, hot, isBeside }: AppendOptions,
): Promise<(number | null)[]> {
  if (events.length === 0) return [];
  const sources = await names.sources.of(events.map(({ source }) => source));
  const types = await names.eventTypes.of(events.map(({ event_type }) => event_type));
  const users = await names.users.of(events.flatMap(({ user }) => (user === null ? [] : [user])));
  const encoded = events.map((event, place): Encoded => {
    const time = Date.parse(event.timestamp);
    const source_id = sources.get(event.source) ?? 0;
    const event_type_id = types.get(event.event_type) ?? 0;
    const user_id = event.user === null ? null : (users.get(event.user) ?? null);
    return { event, place, time, source_id, event_type_id, user_id };
  });
  // Of an event that comes twice the first one is kept.
  const chosen = new Map<string, Encoded>();
  for (const one of encoded) {
    const key = keyOf(one.source_id, one.event.external_id);
    if (!chosen.has(key)) chosen.set(key, one);
  }
  await copy(db, [...chosen.values()].map(lineOf).join(""));
  const { rows } = await db.query<{ id: number; source_id: number; external_id: string }>(
    `INSERT INTO events (source_id, external_id, timestamp, user_id, event_type_id, severity_hint, raw_data, processed)
     SELECT source_id, external_id, timestamp, user_id, event_type_id, severity_hint, raw_data, ${processed ? 1 : 0}
     FROM intake ORDER BY ${isBeside ? "source_id, external_id" : "place"} ON CONFLICT DO NOTHING RETURNING id, source_id, external_id`,
  );
  const ids: (number | null)[] = events.map(() => null);
  const added = rows.map(({ id, source_id, external_id }) => {
    const one = chosen.get(keyOf(source_id, external_id)) as Encoded;
    ids[one.place] = id;
    return one;
  });
  const counts = tally();
  for (const { time, source_id, event_type_id } of added) {
    counts.add([Math.floor(time / hourLength), source_id, event_type_id], 1);
  }
  await hot.addEvents(counts);
  if (processed) {
    const newest = new Map<number, number>();
    for (const { time, source_id } of added) newest.set(source_id, Math.max(newest.get(source_id) ?? time, time));
    await hot.advance(newest);
  }
  return ids;
}

export async function emptyIntake(db: Queryable): Promise<void> {
  await db.query("TRUNCATE intake");
}

/** An event with its numbers. */
interface Encoded {
  readonly event: NewEvent;
  readonly place: number;
  readonly time: number;
  readonly source_id: number;
  readonly event_type_id: number;
  readonly user_id: number | null;
}

const keyOf = (source_id: number, external_id: string): string => `${source_id}\t${external_id}`;

/** An event as a line of COPY's text format. */
function lineOf({ event, place, time, source_id, event_type_id, user_id }: Encoded): string {
  const hint = event.severity_hint === null ? nothing : rankOf(event.severity_hint);
  const texts = `${source_id}\t${escaped(event.external_id)}\t${time}\t${user_id ?? nothing}\t${event_type_id}\t${hint}`;
  return `${place}\t${texts}\t${escaped(rawTextOf(event))}\n`;
}

const nothing = "\\N";

/** Identifiers hold no control characters, and JSON has them escaped, so that only backslashes would be misread. */
const escaped = (text: string): string => text.replaceAll("\\", "\\\\");

async function copy(db: PoolClient, lines: string): Promise<void> {
  const stream = db.query(copyFrom("COPY intake FROM STDIN"));
  stream.end(lines);
  await finished(stream);
}
