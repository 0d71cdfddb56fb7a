import { finished } from "node:stream/promises";
import type { PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { NewEvent } from "../event.js";
import { rawTextOf } from "../raw-text.js";
import { rankOf } from "./encoding.js";
import type { HotRows } from "./postgres-hot-rows.js";
import type { PostgresNames, Queryable } from "./postgres-names.js";
import { binaryRows } from "./postgres-rows.js";
import { hourLength } from "./schema.js";
import { tally } from "./tally.js";

/** How events are added. */
export interface AppendOptions {
  readonly processed: boolean;
  readonly hot: HotRows;
  readonly novelty: Novelty;
}

/** Whether events that come are likely to be new, for as long as a store is open. */
export interface Novelty {
  /** How many times in a row none was there. */
  streak: number;
}

/** Past so many times without a duplicate, none is looked for before one is met. */
const longStreak = 8;

/** Adds events that are not there yet. Gives each one's number, or null for one that was there. */
export async function append(
  db: PoolClient,
  names: PostgresNames,
  events: readonly NewEvent[],
  { processed, hot, novelty }: AppendOptions,
): Promise<(number | null)[]> {
  if (events.length === 0) return [];
  const { added, numbers } = await copyNew(db, inOrder(await encode(names, events)), { processed, novelty });
  const ids: (number | null)[] = events.map(() => null);
  const counts = tally();
  const newest = new Map<number, number>();
  for (const [index, { place, time, source_id, event_type_id }] of added.entries()) {
    ids[place] = numbers[index] as number;
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
    event,
    place,
    raw: rawTextOf(event),
    time: Date.parse(event.timestamp),
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
  return encoded.toSorted(compareKeys).filter((one, index, all) => {
    const before = all[index - 1];
    return !before || compareKeys(before, one) !== 0;
  });
}

function compareKeys(a: Encoded, b: Encoded): number {
  if (a.source_id !== b.source_id) return a.source_id - b.source_id;
  if (a.event.external_id === b.event.external_id) return 0;
  return a.event.external_id < b.event.external_id ? -1 : 1;
}

/** Events that were added, with their numbers. */
interface Added {
  readonly added: readonly Encoded[];
  readonly numbers: readonly number[];
}

/**
 * Copies those events that are not there straight into the table, which is the quickest way in, but fails on the first
 * duplicate. So it is asked before which are there, unless none was for long. Where one is met nevertheless, as somebody
 * else adds it meanwhile, too, all is done again: by then that one is seen.
 */
async function copyNew(
  db: PoolClient,
  events: readonly Encoded[],
  { processed, novelty }: Pick<AppendOptions, "processed" | "novelty">,
): Promise<Added> {
  for (;;) {
    const added = novelty.streak < longStreak ? await missing(db, events) : events;
    const numbers = added.length > 0 ? await numbersFor(db, added.length) : [];
    const isCopied = added.length === 0 || (await copied(db, rowsOf({ added, numbers }, processed)));
    novelty.streak = isCopied && added.length === events.length ? novelty.streak + 1 : 0;
    if (isCopied) return { added, numbers };
  }
}

/** Copies rows all together or, where one of the events is there, not at all. */
async function copied(db: PoolClient, rows: Buffer): Promise<boolean> {
  await db.query("SAVEPOINT copying");
  try {
    await copy(db, rows);
    await db.query("RELEASE SAVEPOINT copying");
    return true;
  } catch (thrown) {
    if (!isThere(thrown)) throw thrown;
    await db.query("ROLLBACK TO SAVEPOINT copying; RELEASE SAVEPOINT copying");
    return false;
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

async function numbersFor(db: Queryable, count: number): Promise<readonly number[]> {
  const { rows } = await db.query<{ numbers: string }>(
    "SELECT string_agg(nextval('events_id_seq')::text, ' ') AS numbers FROM generate_series(1, $1::int)",
    [count],
  );
  return rows[0]?.numbers.split(" ").map(Number) ?? [];
}

/** Whether somebody else has added one of the events that were copied. */
const isThere = (thrown: unknown): boolean =>
  thrown instanceof Error && "constraint" in thrown && thrown.constraint === "events_source_id_external_id_key";

/** An event with its numbers. */
interface Encoded {
  readonly event: NewEvent;
  readonly place: number;
  /** `raw_data` as JSON. */
  readonly raw: string;
  readonly time: number;
  readonly source_id: number;
  readonly event_type_id: number;
  readonly user_id: number | null;
}

const columns = "id, source_id, external_id, timestamp, user_id, event_type_id, severity_hint, processed, raw_data";

/** Events as rows of these columns. */
const rowsOf = ({ added, numbers }: Added, processed: boolean): Buffer =>
  binaryRows(added, {
    columns: 9,
    textLength: ({ event, raw }) => Buffer.byteLength(event.external_id) + Buffer.byteLength(raw),
    write: (writer, { event, raw, time, source_id, event_type_id, user_id }, index) => {
      writer.number(8, numbers[index] as number);
      writer.number(4, source_id);
      writer.text(event.external_id);
      writer.number(8, time);
      writer.number(8, user_id);
      writer.number(4, event_type_id);
      writer.number(2, event.severity_hint === null ? null : rankOf(event.severity_hint));
      writer.number(2, processed ? 1 : 0);
      writer.text(raw);
    },
  });

async function copy(db: PoolClient, rows: Buffer): Promise<void> {
  const stream = db.query(copyFrom(`COPY events (${columns}) FROM STDIN (FORMAT binary)`));
  // In one piece: what is left to be sent when the server refuses some would be sent to nobody.
  stream.end(rows);
  await finished(stream);
}
