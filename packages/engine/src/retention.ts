import { z } from "zod";
import { type Duration, durationSchema, milliseconds } from "./duration.js";
import { McmError } from "./errors.js";
import type { NewEvent } from "./event.js";
import { explainIssue } from "./explain-issue.js";

/** How long things are kept, by event time against the wall clock. */
export interface Retention {
  /** Events older than this are deleted by `prune`, and refused at intake. */
  readonly events: Duration;
  /** Findings that ended longer ago are deleted, whatever their status; at least as long as events. Never when left out. */
  readonly findings?: Duration | undefined;
}

const retentionSchema = z
  .strictObject({ events: durationSchema, findings: durationSchema.optional() })
  .refine(({ events, findings }) => findings === undefined || milliseconds(findings) >= milliseconds(events), {
    path: ["findings"],
    error: "is shorter than that of events, from which they would come back; make it at least as long",
  });

/**
 * Checks a retention; returns it unchanged.
 *
 * @throws {McmError} `invalid_retention`
 */
export function checkRetention(retention: Retention): Retention {
  const result = retentionSchema.safeParse(retention);
  if (result.success) return retention;
  throw new McmError("invalid_retention", explainIssue(result.error, retention, "a retention"));
}

/** What was deleted. */
export interface PruneResult {
  readonly events: number;
  readonly findings: number;
  /** What rules remember of events. */
  readonly points: number;
}

/**
 * Refuses an event that is older than what is kept: what it would be counted with is gone.
 *
 * @throws {McmError} `invalid_event`
 */
export function refuseOld(
  event: NewEvent,
  { retention, now }: { retention: Retention | undefined; now: number },
): NewEvent {
  if (retention && Date.parse(event.timestamp) < now - milliseconds(retention.events)) {
    const remedy = "to take it in, keep events for longer";
    const fact = `older than the ${retention.events} for which events are kept`;
    throw new McmError("invalid_event", `"timestamp" is ${event.timestamp}, ${fact}; ${remedy}`);
  }
  return event;
}

/** What is said of an event from before the time up to which events were deleted. */
export const prunedAlready = ({ timestamp }: NewEvent, before: number): string =>
  `"timestamp" is ${timestamp}; events before ${new Date(before).toISOString()} were deleted, so it cannot be judged any more; leave it out`;
