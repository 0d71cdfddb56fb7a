import type { Engine } from "@mcm/engine";
import { generateFakeEvents } from "@mcm/sources";

const events = 5_000;
const seed = 1;

/**
 * Fills a database that holds no events with the 30 days before `now` of an invented company: 5,000 events, the
 * same ones each time but for their days, and what the rules find in them.
 *
 * @returns how many events were added; 0 when there were some already.
 */
export async function seedDemo(engine: Engine, now: Date): Promise<number> {
  if ((await engine.count("events")) > 0) return 0;
  const result = await engine.ingest(generateFakeEvents(events, { seed, to: now.toISOString() }));
  return result.new;
}
