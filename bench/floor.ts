import { join } from "node:path";
import process from "node:process";
import { sqlite } from "@mcm/engine/sqlite";
import { handWritten } from "./hand-written.ts";
import { closuresByTypeOf, type Specs, specAt } from "./many-rules.ts";
import { batchSize, engineOver, textsOf } from "./many-texts.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { type WrittenAhead, writtenAhead } from "./written-ahead.ts";

const ruleCount = 100;

interface Contender {
  readonly name: string;
  readonly wal: WrittenAhead;
  readonly ingest: (text: string) => unknown;
  readonly end: () => Promise<{ readonly events: number; readonly findings: number }>;
  milliseconds: number;
  /** Of the processor, also of other threads of this process: what others do on the machine does not count. */
  busy: number;
}

/**
 * From NDJSON to committed events and findings under 100 rules: the engine beside what one would write by hand for the
 * same schema, in turns.
 */
export async function floor(count = 200_000): Promise<void> {
  const folder = temporaryFolder();
  const specs = Array.from({ length: ruleCount }, (_, index) => specAt(index));
  const contenders = [await byHand(join(folder, "hand.db"), specs), engineOf(join(folder, "engine.db"), specs)];
  let turn = 0;
  for (const text of textsOf(count)) {
    // Who comes first changes, as the first one warms what the second one reads.
    for (const one of turn++ % 2 === 0 ? contenders : contenders.toReversed()) {
      const [start, busyBefore] = [performance.now(), process.cpuUsage()];
      await one.ingest(text);
      const { user, system } = process.cpuUsage(busyBefore);
      one.milliseconds += performance.now() - start;
      one.busy += (user + system) / 1000;
      one.wal.look();
    }
  }
  const first = contenders[0] ?? { milliseconds: 0, busy: 0 };
  const rows: Record<string, object> = {};
  for (const { name, wal, end, milliseconds, busy } of contenders) {
    rows[name] = {
      ...(await end()),
      "events per second": Math.round(count / (milliseconds / 1000)),
      ratio: Number((first.milliseconds / milliseconds).toFixed(2)),
      "ratio by processor time": Number((first.busy / busy).toFixed(2)),
      "WAL bytes per event": Math.round(wal.bytes() / count),
    };
  }
  console.log(`\nfloor: ${count} events as NDJSON, ${ruleCount} rules, ${batchSize} at a time`);
  console.table(rows);
}

async function byHand(file: string, specs: Specs): Promise<Contender> {
  const store = sqlite(file);
  await store.open();
  await store.close();
  const { ingest, counts, close } = handWritten(file, closuresByTypeOf(specs));
  const end = async () => {
    const counted = counts();
    close();
    return counted;
  };
  return { name: "by hand", wal: writtenAhead(file), ingest, end, milliseconds: 0, busy: 0 };
}

function engineOf(file: string, specs: Specs): Contender {
  const { engine, ingest } = engineOver(sqlite(file), specs);
  const end = async () => {
    const counted = { events: await engine.count("events"), findings: await engine.count("findings") };
    await engine.close();
    return counted;
  };
  return { name: "@mcm/engine", wal: writtenAhead(file), ingest, end, milliseconds: 0, busy: 0 };
}
