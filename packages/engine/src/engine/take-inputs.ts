import type { IngestResult, Rejection } from "../engine.js";
import { McmError, messageOf } from "../errors.js";
import { maximumLead, type NewEvent, parseEvent } from "../event.js";
import { timeOf } from "../event-time.js";
import { prunedAlready, type Retention, refuseOld } from "../retention.js";
import { addCounts, nothingDone } from "./run-counts.js";
import type { Came } from "./source-changes.js";
import type { Mark } from "./take-in.js";
import type { Writer } from "./writer.js";

/** What inputs are taken by. */
export interface IntakeRules {
  readonly writer: Writer;
  /** Events per transaction. */
  readonly batchSize: number;
  readonly retention: Retention | undefined;
  readonly now: () => number;
}

/** How some inputs are taken. */
export interface Taking {
  /** Whether the rules see them. */
  readonly run: boolean;
  /** Makes an input of each record, or null where there is none. */
  readonly read?: ((record: unknown) => unknown) | undefined;
  /** What is to be kept of their source once it is known which are events; they are one transaction then. */
  readonly mark?: ((came: Came) => Mark) | undefined;
}

/** Checks inputs and stores those that are events, with the findings that the rules make of them. */
export async function takeInputs(
  inputs: readonly unknown[],
  { run, mark, read }: Taking,
  { writer, batchSize, retention, now }: IntakeRules,
): Promise<IngestResult> {
  const rejected: Rejection[] = [];
  const events: NewEvent[] = [];
  const places = new Map<NewEvent, number>();
  inputs.forEach((input, index) => {
    try {
      const event = read ? read(input) : input;
      if (event === null && read) return;
      const checked = refuseOld(plausible(parseEvent(event), now()), { retention, now: now() });
      events.push(checked);
      places.set(checked, index);
    } catch (thrown) {
      rejected.push({ index, message: messageOf(thrown) });
    }
  });
  let total = { ...nothingDone, new: 0, duplicate: 0 };
  // A page is one transaction, whatever its size, as its cursor belongs to all of it.
  const size = mark ? Math.max(events.length, 1) : batchSize;
  const marked = mark?.({ events, rejected: [...rejected] });
  for (let from = 0; from < events.length || (mark && from === 0); from += size) {
    const { pruned, ...counts } = await writer.take(events.slice(from, from + size), { run, mark: marked });
    for (const event of pruned?.events ?? []) {
      rejected.push({ index: places.get(event) ?? 0, message: prunedAlready(event, pruned?.before ?? 0) });
    }
    total = addCounts(total, counts);
  }
  return { ...total, rejected: rejected.sort((a, b) => a.index - b.index) };
}

/** Refuses what cannot be true: one event dated far ahead would make every other look late. */
function plausible(event: NewEvent, now: number): NewEvent {
  if (timeOf(event.timestamp) - now > maximumLead) {
    throw new McmError(
      "invalid_event",
      `"timestamp" is ${event.timestamp}, more than a day ahead of the clock; correct it, or the clock of what wrote it`,
    );
  }
  return event;
}
