import type { EventInput } from "@mcm/engine";
import { fakeEvents } from "@mcm/sources";

/** Two months of a company, some 16,000 events a day; each stretch follows the one before it. */
function activity(stretch: number): Iterable<EventInput> {
  const [from, to] = [stretch, stretch + 1].map((at) => new Date(Date.UTC(2023, 2 * at)).toISOString());
  return fakeEvents(1_000_000, { seed: stretch + 1, from, to, users: 500 });
}

/** The same, so many at a time. */
export function* batchesOf(stretch: number, size: number): Generator<EventInput[]> {
  let batch: EventInput[] = [];
  for (const event of activity(stretch)) {
    if (batch.push(event) < size) continue;
    yield batch;
    batch = [];
  }
}
