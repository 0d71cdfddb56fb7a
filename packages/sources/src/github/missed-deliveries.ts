import type { Gap, Page, PullContext } from "@mcm/engine";
import { z } from "zod";
import { isJsonObject } from "../formats/fields.js";
import type { GithubDelivery } from "../formats/github-webhook/github-webhook.js";
import type { Answer } from "./client/answer.js";
import type { Ask } from "./client/client.js";
import { unavailable } from "./client/refusal.js";
import { pathOf, type Wanted } from "./client/send.js";

/** Whose deliveries are looked at. */
export interface Hook {
  /** Its number, or an App's own. */
  readonly hook: number | "app";
  readonly org: string | undefined;
  /** `owner/name`. */
  readonly repo: string | undefined;
}

/** What was looked at by now. */
const cursorSchema = z.object({
  /** Of which webhook. */
  of: z.string(),
  /** Deliveries before it are in order, ISO 8601; null when none was looked at. */
  from: z.string().nullable(),
  /** GUIDs of later ones, and of some before, that were fetched. */
  fetched: z.array(z.string()),
});

type Cursor = z.infer<typeof cursorSchema>;

/** A delivery that GitHub tried. */
const attemptSchema = z.looseObject({
  id: z.union([z.int(), z.string()]),
  guid: z.string(),
  delivered_at: z.iso.datetime({ offset: true }),
  status_code: z.number(),
  event: z.string(),
});

type Attempt = z.infer<typeof attemptSchema>;

/** GitHub keeps deliveries for three days. */
const kept = 3 * 86_400_000;

/** A delivery is listed a little later than it was tried, and tried a little later than it is dated. */
const overlap = 600_000;

/** Deliveries a page, as each is a request of its own, and GUIDs that a cursor remembers. */
const [pageSize, remembered] = [20, 1_000];

/**
 * What could not be delivered since the last look: deliveries of which no attempt was answered with a status of success,
 * oldest first, with the identity that they would have come with.
 */
export async function* pullMissed(hook: Hook, ask: Ask, context: PullContext): AsyncGenerator<Page> {
  let cursor = whereToBegin(hook, context);
  const { missed, date, pause } = await listMissed(hook, ask, cursor);
  let gaps = gapsBefore(cursor, date);
  for (let from = 0; from < missed.length; from += pageSize) {
    const attempts = missed.slice(from, from + pageSize);
    const fetched = await fetchAll(hook, ask, attempts);
    cursor = afterAttempts(cursor, attempts);
    yield { records: fetched.records, cursor, gaps: [...gaps, ...fetched.gaps] };
    gaps = [];
  }
  yield { records: [], cursor: { ...cursor, from: isoOf(date) }, gaps, pause };
}

function whereToBegin(hook: Hook, { cursor, since }: PullContext): Cursor {
  const of = pathOf(placeOf(hook));
  const { data } = cursorSchema.safeParse(cursor);
  if (data?.of === of) return data;
  return { of, from: since === undefined ? null : isoOf(Date.parse(since)), fetched: [] };
}

/** Where the list is, and each of its deliveries. */
function placeOf({ hook, org, repo }: Hook): Wanted {
  if (hook === "app") return { path: "/app/hook/deliveries", parameters: {}, asApp: true };
  if (repo === undefined) return { path: "/orgs/{org}/hooks/{hook}/deliveries", parameters: { org, hook } };
  const [owner, name] = repo.split("/");
  return { path: "/repos/{owner}/{name}/hooks/{hook}/deliveries", parameters: { owner, name, hook } };
}

/** Walks the list, which has the newest first, back to what was looked at before. */
async function listMissed(hook: Hook, ask: Ask, { from, fetched }: Cursor) {
  const until = from === null ? Number.NEGATIVE_INFINITY : Date.parse(from) - overlap;
  const place = placeOf(hook);
  const done = new Set(fetched);
  const missed = new Map<string, Attempt>();
  let date: number | undefined;
  for (let cursor: string | undefined; ; ) {
    const answer = await ask({ ...place, parameters: { ...place.parameters, per_page: 100, cursor } });
    date ??= answer.date;
    const attempts = attemptsOf(answer);
    for (const attempt of attempts) {
      const isSuccess = attempt.status_code >= 200 && attempt.status_code < 300;
      if (isSuccess || attempt.event === "ping") done.add(attempt.guid);
      else if (Date.parse(attempt.delivered_at) >= until) missed.set(attempt.guid, attempt);
    }
    const last = attempts.at(-1);
    const next = answer.next?.get("cursor") ?? undefined;
    if (next === undefined || (last && Date.parse(last.delivered_at) < until)) {
      const left = [...missed.values()].filter(({ guid }) => !done.has(guid));
      return { missed: left.sort(byTime), date, pause: answer.pause };
    }
    if (next === cursor) throw unavailable("GitHub's list of deliveries leads from a page to itself");
    cursor = next;
  }
}

const byTime = (a: Attempt, b: Attempt): number => Date.parse(a.delivered_at) - Date.parse(b.delivered_at);

function attemptsOf({ data }: Answer): Attempt[] {
  const { data: attempts } = z.array(attemptSchema).safeParse(data);
  if (attempts) return attempts;
  throw unavailable("GitHub's answer is no list of deliveries");
}

/** Bodies of deliveries; a gap for each that GitHub has not kept. */
async function fetchAll(hook: Hook, ask: Ask, attempts: readonly Attempt[]) {
  const records: GithubDelivery[] = [];
  const gaps: Gap[] = [];
  const { path, ...place } = placeOf(hook);
  for (const { id, guid, delivered_at, event } of attempts) {
    const parameters = { ...place.parameters, id };
    const { data } = await ask({ ...place, path: `${path}/{id}`, parameters, expected: [404, 410] });
    const request = isJsonObject(data) ? data.request : undefined;
    const payload = isJsonObject(request) ? request.payload : undefined;
    const at = isoOf(Date.parse(delivered_at));
    if (isJsonObject(payload)) records.push({ event, delivery: guid, received_at: at, payload });
    else gaps.push({ from: at, to: at, reason: `delivery ${guid} failed, and GitHub has not kept its body` });
  }
  return { records, gaps };
}

function afterAttempts({ of, from, fetched }: Cursor, attempts: readonly Attempt[]): Cursor {
  const last = attempts.at(-1);
  return {
    of,
    from: last ? isoOf(Date.parse(last.delivered_at)) : from,
    fetched: [...fetched, ...attempts.map(({ guid }) => guid)].slice(-remembered),
  };
}

function gapsBefore({ from }: Cursor, date: number): Gap[] {
  const to = isoOf(date - kept);
  if (from === null || from >= to) return [];
  const reason = "GitHub keeps deliveries for three days, and the last look was before; pull more often";
  return [{ from, to, reason }];
}

const isoOf = (time: number): string => new Date(time).toISOString();
