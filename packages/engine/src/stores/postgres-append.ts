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

/** How events are added. */
export interface AppendOptions {
  readonly processed: boolean;
  readonly hot: HotRows;
}

/** Adds events that are not there yet. Gives each one's number, or null for one that was there. */
export async function append(
  db: PoolClient,
  names: PostgresNames,
  events: readonly NewEvent[],
  { processed, hot }: AppendOptions,
): Promise<(number | null)[]> {
  if (events.length === 0) return [];
  const added = await copyNew(db, inOrder(await encode(names, events)), processed);
  const ids: (number | null)[] = events.map(() => null);
  const counts = tally();
  const newest = new Map<number, number>();
  for (const [{ place, time, source_id, event_type_id }, id] of added) {
    ids[place] = id;
    counts.add([Math.floor(time / hourLength), source_id, event_type_id], 1);
    newest.set(source_id, Math.max(newest.get(source_id) ?? time, time));
  }
  await hot.addEvents(counts);
  if (processed) await hot.advance(newest);
  return ids;
}

async function encode(names: PostgresNames, events: readonly NewEvent[]): Promise<Encoded[]> {
  const sources = await names.sources.of(events.map(({ source }) => source));
  const types = await names.eventTypes.of(events.map(({ event_type }) => event_type));
  const users = await names.users.of(events.flatMap(({ user }) => (user === null ? [] : [user])));
  return events.map((event, place) => ({
    ...{ event, place, time: Date.parse(event.timestamp) },
    source_id: sources.get(event.source) ?? 0,
    event_type_id: types.get(event.event_type) ?? 0,
    user_id: event.user === null ? null : (users.get(event.user) ?? null),
  }));
}

/**
 * Events by their keys, of several with the same the first: in one order everywhere, so that two who add the same events
 * beside each other never wait for one another.
 */
function inOrder(encoded: readonly Encoded[]): Encoded[] {
  const chosen = new Map<string, Encoded>();
  for (const one of encoded) {
    const key = `${one.source_id}\t${one.event.external_id}`;
    if (!chosen.has(key)) chosen.set(key, one);
  }
  return [...chosen.values()].sort(
    (a, b) => a.source_id - b.source_id || (a.event.external_id < b.event.external_id ? -1 : 1),
  );
}

/**
 * Copies those events that are not there straight into the table, which is the quickest way in, but knows no duplicates:
 * which there are is asked before. Where somebody else adds one of them meanwhile it is all done again, as that one is
 * seen by then.
 */
async function copyNew(
  db: PoolClient,
  events: readonly Encoded[],
  processed: boolean,
): Promise<[event: Encoded, id: number][]> {
  for (;;) {
    const fresh = await missing(db, events);
    if (fresh.length === 0) return [];
    const ids = await numbersFor(db, fresh);
    const added = fresh.map((one, index): [Encoded, number] => [one, ids[index] as number]);
    await db.query("SAVEPOINT copying");
    try {
      await copy(db, added.map(([one, id]) => lineOf(one, { id, processed })).join(""));
      await db.query("RELEASE SAVEPOINT copying");
      return added;
    } catch (thrown) {
      if (!isThere(thrown)) throw thrown;
      await db.query("ROLLBACK TO SAVEPOINT copying; RELEASE SAVEPOINT copying");
    }
  }
}

/** Those events that are not there; each is looked for by the index, however the table is thought to be filled. */
async function missing(db: Queryable, events: readonly Encoded[]): Promise<readonly Encoded[]> {
  const { rows } = await db.query<{ index: number }>(
    `SELECT k.index - 1 AS index FROM unnest($1::int[], $2::text[]) WITH ORDINALITY AS k(source_id, external_id, index)
     CROSS JOIN LATERAL (
       SELECT 1 FROM events e WHERE e.source_id = k.source_id AND e.external_id = k.external_id LIMIT 1
     ) e`,
    [events.map(({ source_id }) => source_id), events.map(({ event }) => event.external_id)],
  );
  if (rows.length === 0) return events;
  const known = new Set(rows.map(({ index }) => index));
  return events.filter((_, index) => !known.has(index));
}

/** Numbers for events, in the order in which they came. */
async function numbersFor(db: Queryable, events: readonly Encoded[]): Promise<readonly number[]> {
  const { rows } = await db.query<{ ids: string }>(
    "SELECT string_agg(nextval('events_id_seq')::text, ' ') AS ids FROM generate_series(1, $1::int)",
    [events.length],
  );
  const numbers = (rows[0]?.ids ?? "").split(" ").map(Number);
  const ids: number[] = [];
  const places = events.map(({ place }, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  for (const [turn, { index }] of places.entries()) ids[index] = numbers[turn] as number;
  return ids;
}

/** Whether somebody else has added one of the events that were copied. */
const isThere = (thrown: unknown): boolean =>
  thrown instanceof Error && "constraint" in thrown && thrown.constraint === "events_source_id_external_id_key";

/** An event with its numbers. */
interface Encoded {
  readonly event: NewEvent;
  readonly place: number;
  readonly time: number;
  readonly source_id: number;
  readonly event_type_id: number;
  readonly user_id: number | null;
}

/** An event as a line of COPY's text format. */
function lineOf(
  { event, time, source_id, event_type_id, user_id }: Encoded,
  { id, processed }: { readonly id: number; readonly processed: boolean },
): string {
  const hint = event.severity_hint === null ? nothing : rankOf(event.severity_hint);
  const texts = `${source_id}\t${escaped(event.external_id)}\t${time}\t${user_id ?? nothing}\t${event_type_id}\t${hint}`;
  return `${id}\t${texts}\t${processed ? 1 : 0}\t${escaped(rawTextOf(event))}\n`;
}

const nothing = "\\N";

/** Identifiers hold no control characters, and JSON has them escaped, so that only backslashes would be misread. */
const escaped = (text: string): string => text.replaceAll("\\", "\\\\");

const columns = "id, source_id, external_id, timestamp, user_id, event_type_id, severity_hint, processed, raw_data";

async function copy(db: PoolClient, lines: string): Promise<void> {
  const stream = db.query(copyFrom(`COPY events (${columns}) FROM STDIN`));
  stream.end(lines);
  await finished(stream);
}
