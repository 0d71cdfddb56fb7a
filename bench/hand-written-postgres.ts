import { createHash } from "node:crypto";
import { finished } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { HandWrittenEvent, HandWrittenRule } from "./hand-written.ts";

/** A pipeline over one database. */
export interface HandWrittenPostgres {
  /** Takes the lines of a text in one transaction. */
  readonly ingest: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const hour = 3_600_000;

/** A finding of one event, but for its number. */
interface Found {
  readonly rule: string;
  readonly event: HandWrittenEvent;
  readonly event_id: number;
  readonly time: number;
}

/**
 * What one would write without an engine, for this very task: lines are parsed, the rules of the event's type asked, and
 * events copied straight into the table of a database that `postgres()` made, under numbers that were taken before. A
 * duplicate fails it; it checks nothing, keeps no window and explains nothing.
 */
export async function handWrittenPostgres(
  url: string,
  rulesByType: ReadonlyMap<string, readonly HandWrittenRule[]>,
): Promise<HandWrittenPostgres> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  const [sources, users, types] = [dictionary(db, "sources"), dictionary(db, "users"), dictionary(db, "event_types")];
  const [rules, versions] = [dictionary(db, "rules"), dictionary(db, "rule_versions", "name, version", "name, ''")];

  const take = async (text: string): Promise<void> => {
    const events = text.split("\n").map((line) => JSON.parse(line) as HandWrittenEvent);
    const source = await sources(events.map((event) => event.source));
    const type = await types(events.map((event) => event.event_type));
    const user = await users(events.flatMap((event) => event.user ?? []));
    const ids = await numbersFor(db, events.length);
    const [counts, found] = [new Map<string, number>(), [] as Found[]];
    let lines = "";
    for (const [index, event] of events.entries()) {
      const [time, event_id] = [Date.parse(event.timestamp), ids[index] ?? 0];
      const of = `${source(event.source)}\t${type(event.event_type)}`;
      const rest = `${time}\t${event.user === null ? "\\N" : user(event.user)}\t1\t${escaped(JSON.stringify(event.raw_data))}`;
      lines += `${event_id}\t${escaped(event.external_id)}\t${of}\t${rest}\n`;
      count(counts, `${Math.floor(time / hour)}\t${of}`);
      for (const { name, holds } of rulesByType.get(event.event_type) ?? []) {
        if (holds(event)) found.push({ rule: name, event, event_id, time });
      }
    }
    await copy(
      db,
      "events (id, external_id, source_id, event_type_id, timestamp, user_id, processed, raw_data)",
      lines,
    );
    const [rule, version] = [await rules(found.map(({ rule }) => rule)), await versions(found.map(({ rule }) => rule))];
    const foundCounts = new Map<string, number>();
    let records = "";
    for (const { rule: name, event, event_id, time } of found) {
      const tie = `${event.source}\t${event.external_id}`;
      const fingerprint = createHash("sha256").update(`${name} ${tie}`).digest("hex").slice(0, 32);
      const extra = JSON.stringify({ title: name, kind: "match", values: { user: event.user } });
      const of = [version(name), rule(name), type(event.event_type), source(event.source), event_id];
      const who = event.user === null ? ["\\N", "\\N"] : [escaped(event.user), user(event.user)];
      const rest = [escaped(extra), fingerprint, escaped(tie).replace("\t", "\\t")];
      records += `${[...of, ...who, time, time, time, Date.now(), ...rest, rest.at(-1)].join("\t")}\t0\t21\t0\t0\t1\t1\n`;
      count(foundCounts, `${Math.floor(time / hour)}\t${version(name)}\t0`);
    }
    await copy(db, `finding_records (${findingColumns})`, records);
    await add(db, "event_counts", "hour, source_id, event_type_id", counts);
    await add(db, "finding_counts", "hour, rule_version_id, severity", foundCounts);
  };

  return {
    ingest: async (text) => {
      await db.query("BEGIN");
      await take(text);
      await db.query("COMMIT");
    },
    close: () => db.end(),
  };
}

const findingColumns = `rule_version_id, rule_id, event_type_id, source_id, event_id, description, user_id, timestamp,
  first_seen, last_seen, created_at, extra_data, fingerprint, anchor_tie, last_tie, severity, risk_score, withdrawn, revision,
  event_count, lead`;

const escaped = (text: string): string => text.replaceAll("\\", "\\\\");

const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

async function copy(db: pg.Client, into: string, lines: string): Promise<void> {
  const stream = db.query(copyFrom(`COPY ${into} FROM STDIN`));
  stream.end(lines);
  await finished(stream);
}

async function add(db: pg.Client, table: string, keys: string, counts: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...counts].map(([key, count]) => [...key.split("\t").map(Number), count]);
  await db.query(
    `INSERT INTO ${table} SELECT * FROM unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[])
     ON CONFLICT (${keys}) DO UPDATE SET count = ${table}.count + excluded.count`,
    [0, 1, 2, 3].map((place) => rows.map((row) => row[place])),
  );
}

async function numbersFor(db: pg.Client, count: number): Promise<readonly number[]> {
  const { rows } = await db.query<{ ids: string }>(
    "SELECT string_agg(nextval('events_id_seq')::text, ',') AS ids FROM generate_series(1, $1::int)",
    [count],
  );
  return rows[0]?.ids.split(",").map(Number) ?? [];
}

/** Numbers for names; each name is looked up once. */
function dictionary(db: pg.Client, table: string, columns = "name", values = "name") {
  const known = new Map<string, number>();
  return async (names: readonly string[]): Promise<(name: string) => number> => {
    const missing = [...new Set(names)].filter((name) => !known.has(name));
    if (missing.length > 0) {
      const { rows } = await db.query<{ id: string; name: string }>(
        `INSERT INTO ${table} (${columns}) SELECT ${values} FROM unnest($1::text[]) AS n(name) RETURNING id, name`,
        [missing],
      );
      for (const { id, name } of rows) known.set(name, Number(id));
    }
    return (name) => known.get(name) ?? 0;
  };
}
