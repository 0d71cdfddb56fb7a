import { createHash } from "node:crypto";
import type { FakePage } from "./fake-page.js";

/** An event of a timeline; times in milliseconds since 1970. */
export interface FakeEvent {
  readonly id: string;
  readonly created: number;
  /** Since when it is shown. */
  readonly shown: number;
}

/** Where they are kept, and the clock there. */
interface Timeline {
  readonly events: readonly FakeEvent[];
  readonly now: number;
}

const day = 86_400_000;

/** What a timeline shows now, newest first: 300 events of 30 days. */
export function shownEvents({ events, now }: Timeline): FakeEvent[] {
  return events
    .filter(({ shown, created }) => shown <= now && created >= now - 30 * day)
    .sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))
    .slice(0, 300);
}

/** An event as the Events API has it. */
export const eventRecord = ({ id, created }: FakeEvent) => ({
  id,
  type: "WatchEvent",
  actor: { id: 1, login: "ada" },
  repo: { id: 2, name: "acme/app" },
  payload: { action: "started" },
  public: true,
  created_at: `${new Date(created).toISOString().slice(0, 19)}Z`,
});

/** One page of it, with the link to the next one if there is one. */
export function timelinePage(url: URL, fake: Timeline): FakePage {
  const page = Number(url.searchParams.get("page") ?? 1);
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const all = shownEvents(fake);
  const records = all.slice((page - 1) * size, page * size).map(eventRecord);
  const next = new URL(url);
  next.searchParams.set("page", `${page + 1}`);
  const isLast = page * size >= all.length;
  return {
    body: records,
    headers: {
      etag: `W/"${createHash("sha256").update(JSON.stringify(records)).digest("hex")}"`,
      "x-poll-interval": "60",
      ...(isLast ? {} : { link: `<${next}>; rel="next", <${url}>; rel="first"` }),
    },
  };
}
