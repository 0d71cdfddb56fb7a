import { type NewEvent, parseEvent } from "@mcm/engine";
import { createNormalizer, placeText, readRecords } from "@mcm/sources";
import { checkReadable } from "../ingest/readable.js";
import { messageOf } from "../message-of.js";
import { UsageError } from "../usage-error.js";

/**
 * The events of a file (`-` is standard input), whatever format its records are in.
 *
 * @throws {UsageError} when it cannot be read, or holds something that is no event.
 */
export async function readEvents(file: string): Promise<readonly NewEvent[]> {
  await checkReadable(file);
  const normalize = createNormalizer();
  const events: NewEvent[] = [];
  for await (const items of readRecords(file)) {
    for (const item of items) {
      if ("problem" in item) throw new UsageError(`${placeText(item.place)}: ${item.problem}`);
      try {
        const input = normalize(item.record);
        if (input !== null) events.push(parseEvent(input));
      } catch (error) {
        throw new UsageError(`${placeText(item.place)}: ${messageOf(error)}`, { cause: error });
      }
    }
  }
  return events;
}
