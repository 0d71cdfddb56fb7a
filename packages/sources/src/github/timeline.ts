import type { Gap } from "@mcm/engine";
import { z } from "zod";
import { isJsonObject } from "../formats/fields.js";
import type { Answer } from "./client/answer.js";
import type { Ask } from "./client/client.js";
import { unavailable } from "./client/refusal.js";
import type { Wanted } from "./client/send.js";

/** GitHub shows at most so many pages of a timeline, with at most so many events each, of so many days. */
const [maximumPages, pageSize, days] = [3, 100, 30];

const dayLength = 86_400_000;

/** What is known of a timeline since the last look at it; a few kilobytes at most. */
export const timelineStateSchema = z.object({
  /** Of the first page; null where that alone does not tell whether there is anything new. */
  etag: z.string().nullable(),
  /** When it was looked at, by GitHub's clock, ISO 8601: what it showed by then is stored. */
  read_at: z.iso.datetime(),
  /** Event time of the newest event. */
  newest: z.string().nullable(),
  /** Of all events that it showed. */
  ids: z.array(z.string()),
});

/** What is known of a timeline since the last look at it. */
type TimelineState = z.infer<typeof timelineStateSchema>;

/** How a timeline is looked at. */
export interface Look {
  readonly ask: Ask;
  /** Where it is. */
  readonly at: Pick<Wanted, "path" | "parameters">;
  /** Null at the first look. */
  readonly known: TimelineState | null;
  /** Of which event time it is to be complete, where nothing is known; undefined for whatever there is. */
  readonly since?: string | undefined;
  /** How late an event may be shown and is still reckoned with, in milliseconds. */
  readonly overlap: number;
}

/** What a look at a timeline brought. */
export interface Seen {
  /** Events that it did not show the last time, oldest first. */
  readonly events: readonly unknown[];
  readonly state: TimelineState;
  readonly gaps: readonly Gap[];
  readonly pause: number | undefined;
}

/** Looks at all that a timeline shows, unless nothing changed since the last look. */
export async function readTimeline({ ask, at, known, since, overlap }: Look): Promise<Seen> {
  const first = await ask({ ...wanted(at, 1), etag: known?.etag, expected: [304] });
  if (known && first.status === 304) {
    return { events: [], state: { ...known, read_at: isoOf(first.date) }, gaps: [], pause: first.pause };
  }
  const { shown, reachesEnd, last } = await readPages(ask, at, first);
  const state = stateOf(shown, first, overlap);
  const reach = { shown, reachesEnd, date: first.date };
  const gaps = known ? gapsBehind(known, reach, overlap) : gapSince(since, reach);
  const before = new Set(known?.ids);
  const isWanted = (event: Shown): boolean => {
    if (known || since === undefined) return event.id === undefined || !before.has(event.id);
    return !(event.time < Date.parse(since));
  };
  const events = shown.filter(isWanted).map(({ event }) => event);
  return { events: events.reverse(), state, gaps, pause: last.pause };
}

/** An event as the timeline shows it, newest first; what is no event is handed on, for the engine to refuse. */
interface Shown {
  readonly event: unknown;
  readonly id: string | undefined;
  /** Milliseconds since 1970; NaN for none. */
  readonly time: number;
}

const wanted = ({ path, parameters }: Look["at"], page: number): Wanted => ({
  path,
  parameters: { ...parameters, per_page: pageSize, page },
});

interface Pages {
  readonly shown: readonly Shown[];
  /** Whether nothing older was left out. */
  readonly reachesEnd: boolean;
  readonly last: Answer;
}

/** All pages. New events push others on to the next page meanwhile, so some are seen twice. */
async function readPages(ask: Ask, at: Look["at"], first: Answer): Promise<Pages> {
  const shown = new Map<unknown, Shown>();
  let last = first;
  // GitHub leaves out of a page what may not be seen; then its length does not tell whether there was more.
  let leavesOut = false;
  for (let page = 1; ; page++) {
    const events = eventsOf(last);
    const before = shown.size;
    for (const one of events) if (!shown.has(one.id ?? one)) shown.set(one.id ?? one, one);
    // Had so many new events come that this page shows nothing but the one before, what lies between would be missed, too.
    if (page > 1 && events.length > 0 && shown.size === before) throw unavailable("GitHub gave the same page twice");
    const isFull = events.length === pageSize;
    if (last.next === null || page === maximumPages) {
      const isCut = page === maximumPages && events.length > 0 && (isFull || leavesOut || last.next !== null);
      return { shown: [...shown.values()], reachesEnd: !isCut, last };
    }
    leavesOut ||= !isFull;
    last = await ask(wanted(at, page + 1));
  }
}

function eventsOf({ data }: Answer): Shown[] {
  if (!Array.isArray(data)) throw unavailable("GitHub's answer is no list of events");
  return data.map((event: unknown) => {
    const { id, created_at } = isJsonObject(event) ? event : {};
    const text = typeof id === "number" ? String(id) : id;
    return { event, id: typeof text === "string" ? text : undefined, time: Date.parse(String(created_at)) };
  });
}

function stateOf(shown: readonly Shown[], first: Answer, overlap: number): TimelineState {
  const newest = extreme(Math.max, shown);
  // An event that comes late changes the first page, and so its ETag, if that page reaches back far enough.
  const oldestOfFirst = extreme(Math.min, eventsOf(first));
  const tells = first.next === null || (oldestOfFirst !== null && oldestOfFirst <= first.date - overlap);
  return {
    etag: tells ? first.etag : null,
    read_at: isoOf(first.date),
    newest: newest === null ? null : isoOf(newest),
    ids: shown.flatMap(({ id }) => (id === undefined ? [] : [id])),
  };
}

interface Reach extends Pick<Pages, "shown" | "reachesEnd"> {
  readonly date: number;
}

/** Since when all events were shown, in milliseconds since 1970. */
function reachOf({ shown, reachesEnd, date }: Reach): number {
  return reachesEnd ? date - days * dayLength : (extreme(Math.min, shown) ?? date);
}

function gapsBehind({ ids, newest, read_at }: TimelineState, reach: Reach, overlap: number): Gap[] {
  const from = Date.parse(read_at) - overlap;
  const until = reachOf(reach);
  const before = new Set(ids);
  const meets = ids.length === 0 || reach.shown.some(({ id }) => id !== undefined && before.has(id));
  if (!reach.reachesEnd && !meets) {
    const since = Math.min(from, newest === null ? from : Date.parse(newest));
    return [gapOf(since, until, "GitHub shows 300 events, and none of them was among those of the last look")];
  }
  if (from > until) return [];
  const why = reach.reachesEnd
    ? `GitHub shows events of ${days} days, and the last look was longer ago`
    : "GitHub shows 300 events, which do not reach back to what may have come late since the last look";
  return [gapOf(from, until, why)];
}

function gapSince(since: string | undefined, reach: Reach): Gap[] {
  const until = reachOf(reach);
  if (since === undefined || Date.parse(since) >= until) return [];
  return [gapOf(Date.parse(since), until, `GitHub shows at most 300 events, of ${days} days`)];
}

const gapOf = (from: number, to: number, why: string): Gap => ({
  from: isoOf(Math.min(from, to)),
  to: isoOf(to),
  reason: `${why}; poll more often, or take the audit log or webhooks`,
});

function extreme(choose: (...times: number[]) => number, shown: readonly Shown[]): number | null {
  const times = shown.map(({ time }) => time).filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : choose(...times);
}

const isoOf = (time: number): string => new Date(time).toISOString();
