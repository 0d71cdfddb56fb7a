import process from "node:process";
import { postgres } from "@mcm/engine/postgres";
import { handWrittenPostgres } from "./hand-written-postgres.ts";
import { closuresByTypeOf, type Specs, specAt } from "./many-rules.ts";
import { batchSize, engineOver, textsOf } from "./many-texts.ts";
import { databaseCalled, dropDatabase, onPostgres, query } from "./postgres-databases.ts";
import { usageOf } from "./server-usage.ts";

const ruleCount = 100;

/** Texts a turn: what is prepared while another batch is written can only be seen over several. */
const turnLength = 4;

interface Contender {
  readonly name: string;
  readonly database: string;
  readonly ingest: (text: string) => Promise<void>;
  /** Texts that are given before the first of them is done. */
  readonly inFlight: number;
  readonly close: () => Promise<void>;
  milliseconds: number;
  /** Of the processor, by this process and by the server. */
  busy: number;
  serverBusy: number;
  written: number;
}

/**
 * From NDJSON to committed events and findings under 100 rules in PostgreSQL: the engine beside what one would write by
 * hand for the same schema around `COPY` straight into the table, in turns. The server is that of MCM_TEST_POSTGRES, else
 * one of its own.
 */
export async function floorPostgres(count = 200_000): Promise<void> {
  await onPostgres((server) => compare(server, count));
}

async function compare(url: string, count: number): Promise<void> {
  const usage = await usageOf(url);
  const specs = Array.from({ length: ruleCount }, (_, index) => specAt(index));
  const contenders = [
    await byHand(await emptyDatabase(url, "hand"), specs),
    engineOf("@mcm/engine", { database: await emptyDatabase(url, "one"), specs, inFlight: 1 }),
    engineOf("@mcm/engine, as the command does", {
      database: await emptyDatabase(url, "two"),
      ...{ specs, inFlight: 2 },
    }),
  ];
  let turn = 0;
  for (const texts of turnsOf(textsOf(count))) {
    // Who comes first changes, as the first one warms what the second one reads.
    for (const one of turn++ % 2 === 0 ? contenders : contenders.toReversed()) {
      const [start, busyBefore, before] = [performance.now(), process.cpuUsage(), await usage.look()];
      await allOf(texts, one);
      const { user, system } = process.cpuUsage(busyBefore);
      one.milliseconds += performance.now() - start;
      one.busy += (user + system) / 1000;
      const after = await usage.look();
      one.serverBusy += (after.busy ?? Number.NaN) - (before.busy ?? Number.NaN);
      one.written += after.written - before.written;
    }
  }
  const first = contenders[0] as Contender;
  const rows: Record<string, object> = {};
  for (const { name, database, close, ...measured } of contenders) {
    await close();
    const counts = await countsOf(database);
    await dropDatabase(url, database);
    rows[name] = {
      ...counts,
      "events per second": Math.round(count / (measured.milliseconds / 1000)),
      ratio: ratio(first.milliseconds, measured.milliseconds),
      "ratio by processor time": ratio(first.busy + first.serverBusy, measured.busy + measured.serverBusy),
      "processor, own µs": Math.round((1000 * measured.busy) / count),
      "server's µs": Math.round((1000 * measured.serverBusy) / count),
      "WAL bytes per event": Math.round(measured.written / count),
    };
  }
  await usage.end();
  console.log(`\nfloor-postgres: ${count} events as NDJSON, ${ruleCount} rules, ${batchSize} at a time`);
  console.table(rows);
}

const ratio = (one: number, other: number): number => Number((one / other).toFixed(2));

const emptyDatabase = async (server: string, name: string): Promise<string> =>
  (await databaseCalled(server, `floor-${name}-${process.pid}`)).url;

const countsOf = async (database: string) => {
  const [row] = await query(
    database,
    "SELECT (SELECT count(*)::int FROM events) AS events, (SELECT count(*)::int FROM finding_records) AS findings",
  );
  return row;
};

const unmeasured = { milliseconds: 0, busy: 0, serverBusy: 0, written: 0 };

async function byHand(database: string, specs: Specs): Promise<Contender> {
  const store = postgres(database);
  await store.open();
  await store.close();
  const { ingest, close } = await handWrittenPostgres(database, closuresByTypeOf(specs));
  return { name: "COPY alone, by hand", database, ingest, inFlight: 1, close, ...unmeasured };
}

function engineOf(
  name: string,
  { database, specs, inFlight }: { database: string; specs: Specs; inFlight: number },
): Contender {
  const { engine, ingest } = engineOver(postgres(database), specs);
  return { name, database, ingest, inFlight, close: () => engine.close(), ...unmeasured };
}

/** Takes texts in, so many at a time. */
async function allOf(texts: readonly string[], { ingest, inFlight }: Contender): Promise<void> {
  const left = texts[Symbol.iterator]();
  const workers = Array.from({ length: inFlight }, async () => {
    for (const text of left) await ingest(text);
  });
  await Promise.all(workers);
}

function* turnsOf(texts: Iterable<string>): Generator<readonly string[]> {
  let turn: string[] = [];
  for (const text of texts) {
    if (turn.push(text) < turnLength) continue;
    yield turn;
    turn = [];
  }
  if (turn.length > 0) yield turn;
}
