import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createEngine,
  cursorOf,
  type Engine,
  type EventQuery,
  type FindingQuery,
  type Rule,
  type Store,
  severities,
} from "@mcm/engine";
import { postgres } from "@mcm/engine/postgres";
import { sqlite } from "@mcm/engine/sqlite";
import { fakeEvents } from "@mcm/sources";
import { databaseCalled, onPostgres } from "./postgres-databases.ts";

/** Times each read is done. */
const times = 60;
const limit = 50;
const farPage = 10_000;

/** One in ten events is a finding, of eight rules and all severities. */
const rules: readonly Rule[] = Array.from({ length: 8 }, (_, index) => ({
  name: `rule-${index}`,
  title: "One of many",
  severity: severities[index % 4] ?? "low",
  risk_score: 10 * index,
  controls: [`SOC2:CC6.${index}`],
  when: ({ timestamp }) => Date.parse(timestamp) % 80 === index,
  description: "{{user}}",
}));

/** How long summaries, first pages by one filter, and a far page by cursor take in a file of so many events; it is kept for the next time. */
export async function reads(count = 1_000_000): Promise<void> {
  const file = join(tmpdir(), `mcm-bench-reads-${count}.db`);
  const isMade = existsSync(file);
  await readAll({ store: sqlite(file), place: file, isMade, count });
}

/**
 * The same on PostgreSQL: in a database that is kept for the next time on the server of MCM_TEST_POSTGRES, or on a server
 * that is started, and gone afterwards.
 */
export async function readsPostgres(count = 2_000_000): Promise<void> {
  await onPostgres(async (server) => {
    const place = `mcm-bench-reads-${count}`;
    const { url, isMade } = await databaseCalled(server, place);
    await readAll({ store: postgres(url), place, isMade, count });
  });
}

interface Place {
  readonly store: Store;
  readonly place: string;
  /** Whether it is filled already. */
  readonly isMade: boolean;
  readonly count: number;
}

async function readAll({ store, place, isMade, count }: Place): Promise<void> {
  const engine = createEngine({ store, rules, batchSize: 10_000 });
  if (!isMade) await fill(engine, count);
  const [events, findings] = [await engine.count("events"), await engine.count("findings")];
  console.log(`\nreads of ${events} events and ${findings} findings in ${place}: milliseconds of ${times}`);
  const measured: [string, object][] = [];
  for (const [name, read] of await readsOf(engine)) measured.push([name, await measure(read)]);
  await engine.close();
  console.table(Object.fromEntries(measured));
}

async function fill(engine: Engine, count: number): Promise<void> {
  let batch = [];
  for (const event of fakeEvents(count)) {
    if (batch.push(event) < 10_000) continue;
    await engine.ingest(batch);
    batch = [];
  }
  await engine.ingest(batch);
}

type Read = readonly [name: string, read: () => Promise<unknown>];

async function readsOf(engine: Engine): Promise<Read[]> {
  const [event] = await engine.events({ limit: 1, offset: 1000 });
  const [finding] = await engine.findings({ limit: 1, offset: 100 });
  if (!event || !finding) throw new Error("there are too few events to measure");
  const { source, event_type } = event;
  const day = {
    from: event.timestamp.slice(0, 10),
    to: new Date(Date.parse(event.timestamp.slice(0, 10)) + 86_400_000).toISOString(),
  };
  const ofEvents: Readonly<Record<string, EventQuery>> = {
    all: {},
    user: { user: event.user ?? "" },
    type: { event_type },
    source: { source },
    severity: { severity: "high" },
    day,
    "user and type": { user: event.user ?? "", event_type },
    "by user": { sort: "user" },
  };
  const ofFindings: Readonly<Record<string, FindingQuery>> = {
    all: {},
    user: { user: finding.user ?? "" },
    rule: { rule_name: finding.rule_name },
    severity: { severity: "high" },
    status: { status: "open" },
    control: { control: "SOC2:CC6.1" },
    type: { event_type },
    source: { source },
    day,
    "by -risk_score": { sort: "-risk_score" },
    "of high, by -risk_score": { severity: "high", sort: "-risk_score" },
  };
  const far = await farCursor(engine);
  return [
    ["summary", () => engine.summary()],
    ...Object.entries(ofEvents).flatMap(([name, query]): Read[] => [
      [`events: ${name}`, () => engine.events({ ...query, limit })],
      [`events: ${name}, total`, () => engine.total("events", bare(query))],
    ]),
    ["events: page 1 again", () => engine.events({ limit })],
    [`events: page ${farPage} by cursor`, () => engine.events({ limit, cursor: far })],
    ...Object.entries(ofFindings).flatMap(([name, query]): Read[] => [
      [`findings: ${name}`, () => engine.findings({ ...query, limit })],
      [`findings: ${name}, total`, () => engine.total("findings", bare(query))],
    ]),
  ];
}

const bare = <Query extends EventQuery | FindingQuery>({ sort: _, ...filter }: Query) => filter;

/** The cursor that leads to the far page, or to the last where there are fewer. */
async function farCursor(engine: Engine): Promise<string> {
  let cursor: string | undefined;
  for (let left = (farPage - 1) * limit; left > 0; ) {
    const page = await engine.events({ limit: Math.min(left, 10_000), cursor });
    const last = page.at(-1);
    if (!last) break;
    cursor = cursorOf("events", last);
    left -= page.length;
  }
  return cursor ?? "";
}

async function measure(read: () => Promise<unknown>): Promise<object> {
  const took: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const start = performance.now();
    await read();
    took.push(performance.now() - start);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => Number((took[Math.min(times - 1, Math.floor(share * times))] ?? 0).toFixed(2));
  return { median: at(0.5), p99: at(0.99) };
}
