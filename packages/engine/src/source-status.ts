import type { Cursor, Gap, Source } from "./source.js";

/** How a source fared, as it is kept in the store. Times are wall clock, ISO 8601, but for `newest_event`. */
export interface SourceHealth {
  /** When it was last asked, or sent something. */
  readonly last_attempt: string | null;
  /** When it last gave all that it had, or sent something. */
  readonly last_success: string | null;
  /** What happened before this is stored, as far as the source tells: when the last pull began that got to the end. */
  readonly complete_until: string | null;
  /** It is not to be asked before. */
  readonly not_before: string | null;
  /** Why it failed the last time; null when it did not. */
  readonly error: string | null;
  /** How often in a row it failed. */
  readonly failures: number;
  /** Event time of its newest event. */
  readonly newest_event: string | null;
  /** Records since the beginning that were refused. */
  readonly rejected: number;
  /** Why the last of them was. */
  readonly last_rejection: string | null;
}

/** A {@link Gap} as it was noted. */
export interface RecordedGap extends Gap {
  /** Wall clock, ISO 8601. */
  readonly noticed_at: string;
}

/** Where a source is, and how it fared. */
export interface SourceState {
  /** Null for one that was never pulled. */
  readonly cursor: Cursor;
  readonly health: SourceHealth;
}

/** All that is kept of a source. */
export interface StoredSource extends SourceState {
  readonly name: string;
  readonly gap_count: number;
  /** The last ones, newest first; at most {@link listedGaps}. */
  readonly gaps: readonly RecordedGap[];
}

/** Gaps that come with a source's state. */
export const listedGaps = 20;

/** A source, and how it fares. */
export interface SourceStatus extends SourceHealth {
  readonly name: string;
  /** What the engine can do with it; nothing for one that is only known from the store. */
  readonly ways: readonly ("pull" | "receive")[];
  readonly cursor: Cursor;
  /** Milliseconds since `complete_until`; null where that is. */
  readonly lag: number | null;
  readonly gap_count: number;
  /** The last ones, newest first, at most 20. */
  readonly gaps: readonly RecordedGap[];
}

/** Of a source of which nothing is known. */
export const unknownHealth: SourceHealth = {
  last_attempt: null,
  last_success: null,
  complete_until: null,
  not_before: null,
  error: null,
  failures: 0,
  newest_event: null,
  rejected: 0,
  last_rejection: null,
};

/** The sources of an engine and those that are only known from the store, by name. */
export function sourceStatuses(
  sources: readonly Source[],
  stored: readonly StoredSource[],
  now: number,
): SourceStatus[] {
  const names = new Set([...sources, ...stored].map(({ name }) => name));
  return [...names].sort().map((name) => {
    const source = sources.find((one) => one.name === name);
    const kept = stored.find((one) => one.name === name);
    const { health, ...state } = kept ?? { cursor: null, health: unknownHealth, gap_count: 0, gaps: [] };
    const { complete_until } = health;
    return {
      ...state,
      ...health,
      name,
      ways: (["pull", "receive"] as const).filter((way) => source?.[way] !== undefined),
      lag: complete_until === null ? null : Math.max(0, now - Date.parse(complete_until)),
    };
  });
}
