import { messageOf } from "../errors.js";
import type { NewEvent } from "../event.js";
import type { Gap, Page } from "../source.js";
import type { SourceHealth, SourceState } from "../source-status.js";
import type { SourceMark } from "../store.js";

/** What is to be kept of a source, of what was kept before. */
export type SourceChange = (before: SourceState) => SourceMark;

/** What came of some records. */
export interface Came {
  readonly events: readonly NewEvent[];
  readonly rejected: readonly { readonly message: string }[];
}

/** After a page of records that came by now. */
export function afterPage({ cursor, gaps = [], caughtUp = false, pause }: Page, came: Came, now: number): SourceChange {
  const at = isoOf(now);
  return ({ health }) => ({
    cursor: cursor ?? null,
    gaps: gaps.map(({ from, to, reason }) => ({ from, to, reason, noticed_at: at })),
    health: {
      ...afterRecords(health, came),
      last_attempt: at,
      not_before: pause === undefined ? null : isoOf(now + pause),
      ...(caughtUp ? { last_success: at, complete_until: at } : {}),
    },
  });
}

/** After a stretch was left out on purpose. */
export const afterSkip =
  (gap: Gap, now: number): SourceChange =>
  () => ({ gaps: [{ ...gap, noticed_at: isoOf(now) }] });

/** After a pull that got to its end. */
export const afterPull =
  (began: number, now: number): SourceChange =>
  ({ health }) => ({
    health: {
      ...health,
      last_attempt: isoOf(now),
      last_success: isoOf(now),
      complete_until: isoOf(began),
      ...{ error: null, failures: 0 },
    },
  });

/** After a pull that was given up, with the milliseconds that the source wants to be left alone. */
export const afterFailure =
  (thrown: unknown, now: number, rest: number | undefined): SourceChange =>
  ({ health }) => ({
    health: {
      ...health,
      last_attempt: isoOf(now),
      not_before: rest === undefined ? health.not_before : isoOf(now + rest),
      error: messageOf(thrown).slice(0, longestError),
      failures: health.failures + 1,
    },
  });

/** After records that somebody pushed. */
export const afterRequest =
  (came: Came, now: number): SourceChange =>
  ({ health }) => ({
    health: { ...afterRecords(health, came), last_attempt: isoOf(now), last_success: isoOf(now) },
  });

/** Characters of an error that are kept. */
const longestError = 1_000;

function afterRecords(health: SourceHealth, { events, rejected }: Came): SourceHealth {
  let { newest_event } = health;
  for (const { timestamp } of events) if (newest_event === null || timestamp > newest_event) newest_event = timestamp;
  return {
    ...health,
    ...{ error: null, failures: 0, newest_event },
    rejected: health.rejected + rejected.length,
    last_rejection: rejected.at(-1)?.message.slice(0, longestError) ?? health.last_rejection,
  };
}

const isoOf = (time: number): string => new Date(time).toISOString();
