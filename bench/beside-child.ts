import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { Agent, request } from "node:http";
import process from "node:process";
import { finished } from "node:stream/promises";
import { createEngine } from "@mcm/engine";
import { sqlite } from "@mcm/engine/sqlite";
import { batchesOf } from "./beside-events.ts";

/** What another process is to do; all but the first and the last go on until their parent hangs up. */
export type Errand =
  | { readonly does: "ask"; readonly url: string; readonly count: number }
  | { readonly does: "post"; readonly url: string; readonly stretch: number; readonly size: number }
  | { readonly does: "store"; readonly database: string; readonly stretch: number }
  | { readonly does: "write down"; readonly file: string; readonly stretch: number; readonly size: number };

/** How long answers took, in milliseconds. */
export interface Asked {
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Records that are written down, in all. */
const written = 300_000;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Runs an errand in this process, and tells its parent when it is done. */
export async function runErrand(errand: Errand): Promise<void> {
  process.once("disconnect", () => process.exit());
  if (errand.does === "ask") process.send?.(await ask(errand));
  else if (errand.does === "post") await post(errand);
  else if (errand.does === "store") await store(errand);
  else process.send?.(await writeDown(errand));
}

async function ask({ url, count }: Extract<Errand, { does: "ask" }>): Promise<Asked> {
  const paths = ["stats/summary", "findings", "events"];
  const took: number[] = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    await send(`${url}/api/${paths[index % paths.length]}`);
    took.push(performance.now() - start);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => Number((took[Math.min(count - 1, Math.floor(share * count))] ?? 0).toFixed(1));
  return { median: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

async function post({ url, stretch, size }: Extract<Errand, { does: "post" }>): Promise<void> {
  for (const batch of batchesOf(stretch, size)) await send(`${url}/api/events`, JSON.stringify(batch));
}

async function store({ database, stretch }: Extract<Errand, { does: "store" }>): Promise<void> {
  const engine = createEngine({ store: sqlite(database) });
  for (const batch of batchesOf(stretch, 1000)) await engine.ingest(batch, { run: false });
}

async function writeDown({ file, stretch, size }: Extract<Errand, { does: "write down" }>): Promise<string> {
  const out = createWriteStream(file);
  let left = written;
  for (const batch of batchesOf(stretch, size)) {
    if (!out.write(`${JSON.stringify(size === 1 ? batch[0] : batch)}\n`)) await once(out, "drain");
    left -= size;
    if (left <= 0) break;
  }
  out.end();
  await finished(out);
  return file;
}

function send(url: string, body?: string): Promise<void> {
  const options = body ? { method: "POST", headers: { "content-type": "application/json" } } : {};
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, ...options }, (response) => {
      if ((response.statusCode ?? 0) >= 300) reject(new Error(`${url} answered ${response.statusCode}`));
      response.resume().once("end", resolve);
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
