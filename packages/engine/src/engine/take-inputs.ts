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
  readonly retention: Retention | undefined;
  readonly now: () => number;
}

/** How some inputs are taken. */
export interface Taking {
  /** Whether the rules see them. */
  readonly run: boolean;
  /** Makes an input of each record, or null where there is none. */
  readonly read?: ((record: unknown) => unknown) | undefined;
  /** What is to be kept of their source once it is known which are events; kept with the last of them. */
  readonly mark?: ((came: Came) => Mark) | undefined;
}

/** Checks inputs and stores those that are events, with the findings that the rules make of them, a batch at a time. */
export async function takeInputs(
  inputs: readonly unknown[],
  { run, mark, read }: Taking,
  rules: IntakeRules,
): Promise<IngestResult> {
  const { writer } = rules;
  const came = { events: [] as NewEvent[], rejected: [] as Rejection[] };
  const pruned: Rejection[] = [];
  let total = { ...nothingDone, new: 0, duplicate: 0 };
  for (let from = 0; from < inputs.length || (mark && from === 0); ) {
    const to = Math.min(inputs.length, from + writer.batchSize());
    const { places, rejected } = checkInputs(inputs, { from, to, read }, rules);
    came.rejected.push(...rejected);
    if (mark) came.events.push(...places.keys());
    // A cursor that is behind its events brings duplicates; one that is ahead of them would lose some.
    const marked = to === inputs.length ? mark?.(came) : undefined;
    if (places.size > 0 || marked) {
      const { pruned: old, ...counts } = await writer.take([...places.keys()], { run, mark: marked });
      for (const event of old?.events ?? []) {
        pruned.push({ index: places.get(event) ?? 0, message: prunedAlready(event, old?.before ?? 0) });
      }
      total = addCounts(total, counts);
    }
    from = Math.max(to, 1);
  }
  return { ...total, rejected: [...came.rejected, ...pruned].sort((a, b) => a.index - b.index) };
}

/** Those of some inputs that are events, with their places, and why others are not. */
function checkInputs(
  inputs: readonly unknown[],
  { from, to, read }: Pick<Taking, "read"> & { readonly from: number; readonly to: number },
  { retention, now }: IntakeRules,
): { readonly places: ReadonlyMap<NewEvent, number>; readonly rejected: readonly Rejection[] } {
  const rejected: Rejection[] = [];
  const places = new Map<NewEvent, number>();
  for (let index = from; index < to; index++) {
    try {
      const event = read ? read(inputs[index]) : inputs[index];
      if (event === null && read) continue;
      places.set(refuseOld(plausible(parseEvent(event), now()), { retention, now: now() }), index);
    } catch (thrown) {
      rejected.push({ index, message: messageOf(thrown) });
    }
  }
  return { places, rejected };
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
