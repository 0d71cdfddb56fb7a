import { createEngine, type Engine, type EventInput, type Store } from "@mcm/engine";
import { createNormalizer, readRecords } from "@mcm/sources";
import { manyEvents } from "./many-activity.ts";
import { ruleOf, type Specs } from "./many-rules.ts";

/** What the command's own `ingest` takes at a time. */
export const batchSize = 5_000;

/** So many events as NDJSON, a batch in each text. */
export function* textsOf(count: number): Generator<string> {
  let lines: string[] = [];
  for (const event of manyEvents(count)) {
    if (lines.push(JSON.stringify(event)) < batchSize) continue;
    yield lines.join("\n");
    lines = [];
  }
  if (lines.length > 0) yield lines.join("\n");
}

/** An engine over a store, and how it takes texts in: as the command does. */
export function engineOver(store: Store, specs: Specs): { engine: Engine; ingest: (text: string) => Promise<void> } {
  const engine = createEngine({ store, rules: specs.map(ruleOf), batchSize });
  const normalize = createNormalizer();
  const ingest = async (text: string) => {
    const inputs: EventInput[] = [];
    for await (const items of readRecords(pieces(Buffer.from(text)))) {
      for (const item of items) {
        const input = "record" in item ? normalize(item.record, item.text) : null;
        if (!input) throw new Error("every line is an event");
        inputs.push(input);
      }
    }
    await engine.ingest(inputs);
  };
  return { engine, ingest };
}

/** As a file is read. */
async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  const length = 128 * 1024;
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}
