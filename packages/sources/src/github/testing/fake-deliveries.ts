import type { FakePage } from "./fake-page.js";

/** An attempt to deliver something. */
export interface FakeDelivery {
  /** GitHub's are larger than a double holds. */
  readonly id: string;
  readonly guid: string;
  /** Milliseconds since 1970. */
  readonly delivered: number;
  readonly status: number;
  readonly event: string;
  /** Null for one that is not kept. */
  readonly payload: Readonly<Record<string, unknown>> | null;
}

/** Where they are kept, and the clock there. */
interface Deliveries {
  readonly deliveries: readonly FakeDelivery[];
  readonly now: number;
}

const listed = ({ guid, delivered, status, event }: FakeDelivery) => ({
  guid,
  delivered_at: new Date(delivered).toISOString(),
  redelivery: false,
  status: status === 200 ? "OK" : "failed",
  status_code: status,
  event,
});

/** The list, newest first, three days of it, or one of its deliveries. */
export function deliveryPage(url: URL, { deliveries, now }: Deliveries): FakePage {
  const wanted = /\/deliveries\/(\d+)$/.exec(url.pathname)?.[1];
  const kept = deliveries.filter(({ delivered }) => delivered >= now - 3 * 86_400_000 && delivered <= now);
  if (wanted !== undefined) {
    const found = kept.find(({ id }) => id === wanted);
    if (!found?.payload) return { status: 404, body: { message: "Not Found" } };
    const { event, guid, payload } = found;
    const headers = { "X-GitHub-Event": event, "X-GitHub-Delivery": guid };
    return { body: { ...listed(found), id: raw(found.id), request: { headers, payload } } };
  }
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const newest = kept.toSorted((a, b) => b.delivered - a.delivered);
  const page = newest.slice(from, from + size).map((one) => ({ id: raw(one.id), ...listed(one) }));
  const next = new URL(url);
  next.searchParams.set("cursor", `${from + size}`);
  return { body: page, headers: from + size < newest.length ? { link: `<${next}>; rel="next"` } : {} };
}

interface RawJson {
  rawJSON(text: string): unknown;
}

/** A number that `JSON.stringify` writes digit by digit. */
const raw = (digits: string): unknown => (JSON as unknown as RawJson).rawJSON(digits);
